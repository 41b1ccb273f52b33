package oauth

// A consequence is what a refusal comes to.
type consequence int

const (
	fix    consequence = iota // something must be changed first
	signIn                    // a person must sign in again
	wait                      // asking later may do
)

// A known code, in our own words.
type known struct {
	meaning string
	remedy  string
	then    consequence
}

// Remedies that several codes share.
const (
	again        = "sign in again"
	askAdmin     = "ask the administrator of the organisation"
	checkClient  = "check client_id, and tenant"
	newSecret    = "make a new client secret in the app registration (Certificates & secrets), and configure its value, not its id"
	publicClient = "in the app registration, Authentication, allow public client flows, or configure the client_secret"
	redirect     = `in the app registration, Authentication, add the platform "Mobile and desktop applications" with the redirect URI http://localhost`
	consent      = "the app registration needs the permission IMAP.AccessAsUser.All (for a program IMAP.AccessAsApp of Office 365 Exchange Online) and the consent of a user or administrator; then sign in again"
	signInLogs   = "the sign-in logs of the Entra admin center name the policy; " + askAdmin
	otherTenant  = "sign in with an account of this tenant, or correct tenant"
	oneTenant    = "set tenant to the domain or id of the organisation"
	otherFlow    = `choose another flow ("browser", "device", "client-credentials"), or allow this one where the app is registered`
	setUpFactor  = "sign in at https://mysignins.microsoft.com/security-info, then here again"
)

// codes are the refusals that are known. Microsoft's:
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
// and https://login.microsoftonline.com/error; AADSTS530036:
// https://learn.microsoft.com/entra/identity/conditional-access/concept-authentication-flows;
// its words for the device flow:
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code.
// Google's: https://developers.google.com/identity/protocols/oauth2/native-app#errors,
// https://developers.google.com/identity/protocols/oauth2#expiration and
// https://support.google.com/cloud/answer/15549945. The others: RFC 6749
// sections 4.1.2.1 and 5.2, RFC 7009 section 2.2.1, RFC 8628 section 3.5.
var codes = map[string]known{
	"AADSTS1000031": {"the app cannot be reached at this time", askAdmin, fix},
	"AADSTS135011":  {"the device is disabled", askAdmin, fix},
	"AADSTS16000":   {"the account that is signed in in the browser does not exist in this tenant", otherTenant, signIn},
	"AADSTS50001":   {"the mail service that the scope names is disabled or does not exist", "check scopes and cloud", fix},
	"AADSTS50005":   {"a policy refuses this kind of device", signInLogs, fix},
	"AADSTS50011":   {"the address that the browser returns to is not registered", redirect, fix},
	"AADSTS50014":   {"the account is not known in this tenant, or is a guest that has not accepted the invitation", "accept it first, or " + otherTenant, signIn},
	"AADSTS50020":   {"the account belongs to another tenant or is a personal one", otherTenant, signIn},
	"AADSTS50033":   {"a passing fault at Microsoft", "try again later", wait},
	"AADSTS50034":   {"there is no such account in this tenant", "check the address; " + otherTenant, signIn},
	"AADSTS50053":   {"the account is locked after too many wrong passwords, or the sign-in came from an address with a bad name", "wait, then sign in again; or " + askAdmin, signIn},
	"AADSTS50055":   {"the password of the account has expired", "set a new one, then sign in again", signIn},
	"AADSTS50056":   {"the account has no password in this directory", again, signIn},
	"AADSTS50057":   {"the account is disabled", askAdmin, fix},
	"AADSTS50058":   {"nobody is signed in in this browser", again, signIn},
	"AADSTS50059":   {"it is not said which tenant is meant", oneTenant, fix},
	"AADSTS50064":   {"wrong user or password", again, signIn},
	"AADSTS50072":   {"the account must first set up a second factor", setUpFactor, signIn},
	"AADSTS50074":   {"a second factor is demanded and was not given", again, signIn},
	"AADSTS50076":   {"a second factor (MFA) is demanded since the last sign-in", again, signIn},
	"AADSTS50078":   {"the proof of the second factor (MFA) has expired", again, signIn},
	"AADSTS50079":   {"the account must first set up a second factor (MFA)", setUpFactor, signIn},
	"AADSTS50085":   {"the sign-in at another provider has ended", again, signIn},
	"AADSTS50087":   {"a passing fault while the second factor was checked", "try again later", wait},
	"AADSTS50088":   {"too many calls and messages for the second factor", "wait some minutes, then sign in again", signIn},
	"AADSTS50089":   {"the sign-in took too long, or was revoked", again, signIn},
	"AADSTS50097":   {"a device that the organisation knows is demanded", signInLogs, fix},
	"AADSTS50105":   {"the app is open only to users who are assigned to it, and this account is not", "assign the user in Enterprise applications, Users and groups; " + askAdmin, fix},
	"AADSTS50126":   {"wrong user or password", again, signIn},
	"AADSTS50128":   {"it is not said which tenant is meant, or there is none of that domain", oneTenant, fix},
	"AADSTS50129":   {"a device that is registered with the organisation is demanded", signInLogs, fix},
	"AADSTS50131":   {"a Conditional Access policy refuses the device or the place", signInLogs, fix},
	"AADSTS50132":   {"the password was changed, or has expired, since the last sign-in", again, signIn},
	"AADSTS50133":   {"the password was changed, or has expired, since the last sign-in", again, signIn},
	"AADSTS50134":   {"the code was entered in another region's data centre", `take flow = "browser"`, fix},
	"AADSTS50135":   {"the account is thought to be at risk, and must change its password", "change it at https://mysignins.microsoft.com, then sign in again", signIn},
	"AADSTS50140":   {`the question "stay signed in?" interrupted the sign-in`, again, signIn},
	"AADSTS50144":   {"the password in the organisation's own directory has expired", "set a new one, then sign in again", signIn},
	"AADSTS50155":   {"the organisation could not recognise the device", signInLogs, fix},
	"AADSTS50158":   {"a further proof at another service is demanded and was not given", again, signIn},
	"AADSTS50173":   {"the sign-in was revoked, or the password was changed", again, signIn},
	"AADSTS50194":   {`the app is registered for one tenant, and "common" was asked`, oneTenant, fix},
	"AADSTS50196":   {"the same was asked for too often in a short time", "wait some minutes", wait},
	"AADSTS500011":  {"the mail service is not known in this tenant: no Exchange Online there, or the wrong cloud", "check tenant, cloud and scopes", fix},
	"AADSTS500021":  {"the network's tenant restriction forbids this tenant", askAdmin, fix},
	"AADSTS500022":  {"the network's tenant restriction forbids this tenant", askAdmin, fix},
	"AADSTS500113":  {"the app registration has no address to which the browser could return", redirect, fix},
	"AADSTS500208":  {"the kind of account, personal or of an organisation, does not go with the tenant", otherTenant, signIn},
	"AADSTS500212":  {"the organisation of the account does not let it into this tenant", askAdmin, fix},
	"AADSTS500213":  {"this tenant does not let accounts of that organisation in", askAdmin, fix},
	"AADSTS501481":  {"the code does not belong to this sign-in", again, signIn},
	"AADSTS51004":   {"there is no such account in this tenant", otherTenant, signIn},
	"AADSTS53000":   {"a Conditional Access policy demands a compliant device", signInLogs, fix},
	"AADSTS53001":   {"a Conditional Access policy demands a device that has joined the domain", signInLogs, fix},
	"AADSTS53002":   {"a Conditional Access policy allows only approved apps", signInLogs, fix},
	"AADSTS53003":   {"a Conditional Access policy forbids this sign-in", signInLogs, fix},
	"AADSTS53004":   {"the account must first set up a second factor (MFA)", setUpFactor, signIn},
	"AADSTS53010":   {"a second factor may be set up only from certain places or devices", askAdmin, fix},
	"AADSTS53011":   {"the account is thought to be at risk, and is blocked", askAdmin, fix},
	"AADSTS530003":  {"a Conditional Access policy demands a managed device", signInLogs, fix},
	"AADSTS530032":  {"a security policy of the organisation forbids this sign-in", signInLogs, fix},
	"AADSTS530035":  {"the security defaults of the organisation forbid this sign-in", askAdmin, fix},
	"AADSTS530036":  {"a Conditional Access policy forbids sign-ins that began with a device code", `take flow = "browser" and sign in again, or ` + askAdmin, signIn},
	"AADSTS54005":   {"the code was used already", again, signIn},
	"AADSTS65001":   {"nobody has consented that the app reads mail", consent, signIn},
	"AADSTS65004":   {"the consent was declined", again + " and accept", signIn},
	"AADSTS65005":   {"the app registration lists no permission for the mail service", consent, fix},
	"AADSTS650052":  {"the organisation has not subscribed to the mail service", askAdmin, fix},
	"AADSTS650054":  {"the mail service is not there any more in this tenant", "check scopes and cloud; " + askAdmin, fix},
	"AADSTS650056":  {"the app registration lists no permission for the mail service, or nobody has consented", consent, fix},
	"AADSTS650057":  {"the app registration lists no permission for the mail service", consent, fix},
	"AADSTS70000":   {"the grant is not valid, or the scopes differ from those consented to", again, signIn},
	"AADSTS70001":   {"the app is disabled or not known in this tenant", checkClient, fix},
	"AADSTS70002":   {"the client secret is wrong", newSecret, fix},
	"AADSTS70003":   {"the app may not sign in in this way", otherFlow, fix},
	"AADSTS70004":   {"the address that the browser returns to is not registered", redirect, fix},
	"AADSTS70008":   {"the code or the refresh token has expired, or was revoked", again, signIn},
	"AADSTS70011":   {"a scope is not valid", "check scopes: those of Microsoft's mail begin with the host of Outlook, and one sign-in asks for one host", fix},
	"AADSTS70012":   {"a passing fault with a personal account", "try again later", wait},
	"AADSTS70016":   {"nobody has entered the code yet", "enter it in the browser", wait},
	"AADSTS70018":   {"the code that was entered is not the one shown", again, signIn},
	"AADSTS70019":   {"the code was not entered in time", again, signIn},
	"AADSTS70020":   {"the code was not entered in time", again, signIn},
	"AADSTS70043":   {"a Conditional Access policy demands a new sign-in after some time (sign-in frequency)", again + ", or ask the administrator to exempt this app", signIn},
	"AADSTS700005":  {"the code is for another tenant", "check tenant, then sign in again", signIn},
	"AADSTS700011":  {"the app is not known in this tenant", checkClient, fix},
	"AADSTS700016":  {"the app is not known in this tenant", checkClient + "; or the administrator has not consented to the app there", fix},
	"AADSTS700020":  {"the provider wants to see the person again", again, signIn},
	"AADSTS700022":  {"the scopes belong to several services", "ask for scopes of the mail service only", fix},
	"AADSTS700023":  {"a scope names no service", "check scopes", fix},
	"AADSTS700025":  {"the app is registered as a public client, which has no secret", "take client_secret out of the configuration", fix},
	"AADSTS700082":  {"the refresh token has expired because it was not used for a long time, 90 days as a rule", again + ", and scan more often than that", signIn},
	"AADSTS700084":  {"the app is registered as a single-page application, whose sign-ins end after a day", redirect, signIn},
	"AADSTS7000112": {"the app is disabled in this tenant", askAdmin, fix},
	"AADSTS7000215": {"the client secret is wrong", newSecret, fix},
	"AADSTS7000218": {"the app is registered as a confidential client, which must show a secret", publicClient, fix},
	"AADSTS7000222": {"the client secret has expired", newSecret, fix},
	"AADSTS90002":   {"there is no such tenant in this cloud", "check tenant and cloud", fix},
	"AADSTS90006":   {"a passing fault at Microsoft", "try again later", wait},
	"AADSTS90008":   {"nobody has consented to the app", consent, fix},
	"AADSTS90012":   {"the request timed out at Microsoft", "try again later", wait},
	"AADSTS90013":   {"a value in the request is not valid", checkClient, fix},
	"AADSTS90014":   {"a field is missing in the request", "check client_id, client_secret and scopes", fix},
	"AADSTS90019":   {"it is not said which tenant is meant", oneTenant, fix},
	"AADSTS90023":   {"the request is not valid", checkClient, fix},
	"AADSTS90024":   {"a passing fault at Microsoft", "try again later", wait},
	"AADSTS90033":   {"Microsoft's directory is not available", "try again later", wait},
	"AADSTS90038":   {"the tenant belongs to a national cloud", "set cloud", fix},
	"AADSTS90055":   {"too many requests for this tenant", "wait some minutes", wait},
	"AADSTS90072":   {"the account is not known in this tenant", otherTenant, signIn},
	"AADSTS90090":   {"a passing fault at Microsoft", "try again later", wait},
	"AADSTS90094":   {"an administrator must consent to the app", consent, fix},
	"AADSTS90095":   {"an administrator must consent to the app", consent, fix},
	"AADSTS90119":   {"no code was entered", again, signIn},
	"AADSTS90120":   {"the code was used already, or declined", again, signIn},
	"AADSTS90123":   {"the organisation's own sign-in service refuses", askAdmin, fix},
	"AADSTS90124":   {`the mail service needs an organisation, and "common" or "consumers" was asked`, oneTenant, fix},
	"AADSTS90130":   {`the app needs an organisation, and "common" or "consumers" was asked`, oneTenant, fix},
	"AADSTS900023":  {"the tenant is neither a domain nor an id", "check tenant", fix},
	"AADSTS900144":  {"a parameter is missing in the request", "check client_id, client_secret and scopes", fix},
	"AADSTS900382":  {"a confidential client cannot sign in across clouds", "register the app in the cloud of the tenant, and set cloud", fix},
	"AADSTS900432":  {"a confidential client cannot sign in across clouds", "register the app in the cloud of the tenant, and set cloud", fix},
	"AADSTS900971":  {"the app registration has no address to which the browser could return", redirect, fix},
	"AADSTS9001023": {`this way of signing in needs an organisation, and "common" or "consumers" was asked`, oneTenant, fix},
	"AADSTS9002313": {"the request is malformed: most often the refresh token is damaged or of another app", again, signIn},
	"AADSTS9002332": {"the app is for accounts of organisations only", oneTenant, fix},

	"admin_policy_enforced":      {"the Google Workspace administrator does not allow this app to read mail", "ask the administrator to trust its client id: Admin console, Security, API controls, App access control", fix},
	"org_internal":               {"the app is for users of its own organisation only", "sign in with an account of that organisation, or make the app External in the Google Cloud console", signIn},
	"disabled_client":            {"Google has disabled the app", "see the Google Cloud console, or register another", fix},
	"deleted_client":             {"the app was deleted in the Google Cloud console", "register another, and set client_id and client_secret", fix},
	"redirect_uri_mismatch":      {"the address that the browser returns to is not registered", `register an OAuth client of the type "Desktop app"`, fix},
	"invalid_rapt":               {"the organisation lets Google sessions end after some time", again + ", or ask the administrator to exempt the app (Google Cloud session control)", signIn},
	"access_not_configured":      {"the administrator has not allowed this app", askAdmin, fix},
	"disallowed_useragent":       {"Google takes no sign-in from a browser within an app", "open the address in a browser of its own", signIn},
	"invalid_grant":              {"the sign-in has ended: revoked, expired, used up, or the password was changed", again + " (of a Google app in testing it ends after 7 days: publish the app; and after 6 months in which nobody scanned)", signIn},
	"invalid_client":             {"the provider does not know the client, or its secret is wrong", "check client_id and client_secret", fix},
	"unauthorized_client":        {"the client may not sign in in this way", otherFlow, fix},
	"invalid_request":            {"the provider does not understand the request, or forbids it to this kind of app", `check client_id and scopes, and that the app is registered for desktops (Google: OAuth client of the type "Desktop app")`, fix},
	"unsupported_response_type":  {"the provider does not offer the sign-in by browser to this app", otherFlow, fix},
	"unsupported_token_type":     {"the provider does not revoke this kind of token", "end the grant on the provider's own pages", fix},
	"invalid_resource":           {"the mail service is not known in this tenant", "check tenant, cloud and scopes", fix},
	"unsupported_grant_type":     {"the provider does not offer this flow", otherFlow, fix},
	"invalid_scope":              {"the provider does not know a scope, or does not grant it", "check scopes", fix},
	"invalid_target":             {"the provider does not know the service that the token is for", "check scopes", fix},
	"access_denied":              {"the access was denied: by the person at the page, or by a policy", again + " and accept, or " + askAdmin + " (a Google app in testing takes only its test users)", signIn},
	"authorization_declined":     {"the access was denied by the person at the page", again + " and accept", signIn},
	"bad_verification_code":      {"the provider does not know the code", again, signIn},
	"expired_token":              {"the code was not entered in time", again, signIn},
	"interaction_required":       {"the provider wants to see the person again", again, signIn},
	"consent_required":           {"nobody has consented that the app reads mail", again + " and accept", signIn},
	"account_selection_required": {"the provider does not know which account is meant", again, signIn},
	"login_required":             {"nobody is signed in", again, signIn},
	"temporarily_unavailable":    {"the provider is too busy", "try again later", wait},
	"server_error":               {"a fault at the provider", "try again later", wait},
	"slow_down":                  {"the provider is asked too often", "try again later", wait},
	"rate_limit_exceeded":        {"the provider is asked too often", "try again later", wait},
}
