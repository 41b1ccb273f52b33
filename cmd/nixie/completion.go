package main

import "github.com/spf13/cobra"

// completionCommand writes the script that teaches a shell our commands.
func (a *app) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "Write the completion script of a shell",
		Long: `Commands, flags, their values and the names of accounts are completed. The script of
bash works with the package bash-completion, and offers nothing without it.`,
		Example: `  nixie completion bash > /etc/bash_completion.d/nixie
  nixie completion zsh > "${fpath[1]}/_nixie"
  nixie completion fish > ~/.config/fish/completions/nixie.fish
  nixie completion powershell >> $PROFILE`,
		Args:                  between(1, 1, "the name of a shell: bash, zsh, fish or powershell"),
		ValidArgs:             shells,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.stdout, true)
			case "zsh":
				return root.GenZshCompletion(a.stdout)
			case "fish":
				return root.GenFishCompletion(a.stdout, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(a.stdout)
			}
			return usagef(didYouMean(args[0], shells, "one of bash, zsh, fish, powershell"), "no completion for %q", args[0])
		},
	}
}
