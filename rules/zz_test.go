package rules_test
import ("testing";"github.com/nixie-mail/nixie/rules";"errors")
func TestZZ(t *testing.T){ err:=rules.Lint(nil); if err==nil {return}
 for _,e:=range err.(interface{ Unwrap() []error }).Unwrap() { var le *rules.LoadError; errors.As(e,&le); t.Log(le, "|", le.Remedy) } }
