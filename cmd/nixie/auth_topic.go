package main

// signInTopic says what to register before an account can sign in by OAuth2.
// Google: https://developers.google.com/identity/protocols/oauth2/native-app,
// https://support.google.com/cloud/answer/15544987 and, on testing and publishing,
// https://support.google.com/cloud/answer/15549945. Microsoft:
// https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
// (permissions, New-ServicePrincipal), https://learn.microsoft.com/entra/identity-platform/reply-url
// and https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud.
const signInTopic = `How an account signs in by OAuth2. Google and Microsoft 365 want that: they take no
plain password for IMAP any more (Google still takes app passwords). You register
nixie with the provider once, as a program of your own; its client_id goes into the
configuration, and somebody signs in once. Nothing of it is shared with anybody.

Google (Gmail, Workspace)
  1. https://console.cloud.google.com: make a project, then Google Auth Platform.
  2. Audience: Internal, if the mailbox belongs to your Workspace. Else External, and
     "Publish app": of an app in testing, sign-ins end after 7 days, and only the test
     users on its list get in. For use of your own it need not be verified: Google
     warns at the sign-in; choose Advanced and go on.
  3. Data Access: add the scope https://mail.google.com/ by hand. There is no smaller
     one for IMAP.
  4. Clients, Create client, Desktop app. No redirect address is asked for.
     Copy the client ID, and put the client secret into a file.
  5. In the configuration:
       url  = "imaps://bounces@example.org@imap.gmail.com"
       auth = { type = "oauth2", provider = "google", client_id = "…", client_secret_file = "secret" }
  6. nixie auth login bounces; sign in as the owner of the mailbox, and allow it all.
  In Workspace an administrator may have to switch IMAP on (Admin console, Gmail, End
  User Access) and to trust the client ID (Security, API controls, App access control).

Microsoft 365, a person signs in
  1. https://entra.microsoft.com: App registrations, New registration, accounts of this
     organisation only. Copy the Application (client) ID.
  2. Authentication: add the platform "Mobile and desktop applications" with the
     redirect URI http://localhost (any port goes with it). For flow = "device" also
     allow public client flows. No secret is needed.
  3. API permissions: Microsoft Graph, Delegated: IMAP.AccessAsUser.All and
     offline_access. If people may not consent themselves: Grant admin consent.
  4. In the configuration:
       url  = "imaps://bounces@example.org@outlook.office365.com"
       auth = { type = "oauth2", provider = "microsoft", tenant = "example.org", client_id = "…" }
  5. nixie auth login bounces. IMAP must be on for the mailbox, in Exchange PowerShell:
       Set-CASMailbox bounces@example.org -ImapEnabled $true
  A shared mailbox: the url names who signs in, who needs FullAccess to it, and auth
  has mailbox = "bounces@example.org".

Microsoft 365, nixie signs in by itself
  1. As above, without 2. API permissions: APIs my organization uses, Office 365
     Exchange Online, Application permissions: IMAP.AccessAsApp; Grant admin consent.
  2. Certificates & secrets: a client secret; put its value, not its id, into a file.
  3. In Exchange PowerShell. The object id is that of Enterprise applications, not the
     one of App registrations:
       New-ServicePrincipal -AppId CLIENT-ID -ObjectId OBJECT-ID
       Add-MailboxPermission bounces@example.org -User OBJECT-ID -AccessRights FullAccess
  4. In the configuration, url as above, and
       auth = { type = "oauth2", provider = "microsoft", flow = "client-credentials", tenant = "example.org", client_id = "…", client_secret_file = "secret" }
  5. nixie auth login bounces tries it; nobody has to sign in.
  National clouds: register at https://portal.azure.us with cloud = "usgov" (GCC High)
  or "usdod", at https://portal.azure.cn with cloud = "china".

Others
  A provider that publishes its endpoints needs issuer, client_id and scopes; the
  redirect address to register is http://127.0.0.1, with any port (RFC 8252).
  Many take an app password instead: auth = { password_cmd = "pass show bounces" }

As a service
  The token is for the eyes of the service's user alone, so that user signs in. With
  the user and the configuration that cmd/nixie/dist/nixie.service begins with:
    install -m 0640 -g nixie /dev/null /etc/nixie/secret    # write the client's secret into it
    runuser -u nixie -- nixie auth login bounces
  and in a container, with the volume in which the ledger lies:
    podman run --rm -it -v ./nixie.toml:/etc/nixie/config.toml:ro -v nixie:/var/lib/nixie nixie auth login bounces
  Tokens lie in the folder that the key tokens names, which nixie config init
  /etc/nixie/config.toml has set to /var/lib/nixie/tokens.

Afterwards nixie renews the token by itself; scan at least once in three months, or
it ends. On a server without a browser: nixie auth login --no-browser bounces, or
flow = "device" (not at Google). nixie auth status says who is signed in, and
nixie auth logout ends it.`
