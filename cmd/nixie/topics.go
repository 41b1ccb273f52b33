package main

import "github.com/spf13/cobra"

// topics are pages of the help, and of the manual, that belong to no command.
func topics() []*cobra.Command {
	return []*cobra.Command{
		{Use: "policy", Short: "When an address is to be removed, and how to change it", Long: policyTopic()},
		{Use: "exit-codes", Short: "What the exit codes mean", Long: exitTopic},
		{Use: "sign-in", Short: "What to register at Google and Microsoft for OAuth2", Long: signInTopic},
		{Use: "output", Short: "What the fields of NDJSON, CSV, webhooks and the health file mean", Long: outputTopic()},
		{Use: "webhooks", Short: "What a webhook sends, and how to check its signature", Long: webhookTopic},
	}
}

const exitTopic = `Exit codes, for scripts. A code that is not listed is a failure.

    0  done, whatever was found
    1  failed: nothing could be read or written; a file that is not there is one of these
    2  the command line or the configuration is wrong; so is a name that is no account
    3  partly done: some message, file or account could not be read, or not to its end
    4  sign-in or permission refused, and nothing else could be read; so is a password
       or secret that is not where the configuration says, or whose command fails
    5  server not reachable or timed out, and nothing else could be read
   10  a condition of --fail-on holds (nixie report)
  130  interrupted (Ctrl-C); what was read is saved, run it again to go on
  143  terminated (SIGTERM); what was read is saved, run it again to go on

The ledger is counted like a mailbox: 4 if it refuses the user or may not be
written, 5 if its server is out of reach or starting up, 2 if its URL names what is
no ledger, 1 if it is missing or damaged or its disk is full.`
