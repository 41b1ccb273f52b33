package scanner

// SchemaVersion is the version of the flat form that Event describes.
const SchemaVersion = 1

// An Event is an Outcome in the flat form that nixie prints, stores and
// exports. Field names and meanings are stable; absent facts are "".
type Event struct {
	Type              string   `json:"type"` // always "event"
	Schema            int      `json:"schema"`
	ID                string   `json:"id"`
	Path              string   `json:"path"`
	Time              string   `json:"time"` // RFC 3339, UTC
	Event             string   `json:"event"`
	Recipient         string   `json:"recipient"`
	OriginalRecipient string   `json:"original_recipient"`
	Cause             string   `json:"cause"`
	Family            string   `json:"family"`
	Class             string   `json:"class"`
	Owner             string   `json:"owner"`
	Advice            string   `json:"advice"`
	Status            string   `json:"status"`
	DSNAction         string   `json:"dsn_action"`
	SMTPCode          string   `json:"smtp_code"`
	SMTPCommand       string   `json:"smtp_command"`
	Diagnostic        string   `json:"diagnostic"`
	Remark            string   `json:"remark"`
	RemoteMTA         string   `json:"remote_mta"`
	ReportingMTA      string   `json:"reporting_mta"`
	Provider          string   `json:"provider"`
	Detail            string   `json:"detail"`
	List              string   `json:"list"`
	ListURL           string   `json:"list_url"`
	NewAddress        string   `json:"new_address"`
	Format            string   `json:"format"`
	Rule              string   `json:"rule"`
	Basis             string   `json:"basis"`
	Quote             string   `json:"quote"`
	MessageID         string   `json:"message_id"`
	OriginalMessageID string   `json:"original_message_id"`
	OriginalSubject   string   `json:"original_subject"`
	OriginalFrom      string   `json:"original_from"`
	ListID            string   `json:"list_id"`
	Campaign          string   `json:"campaign"`
	Subscriber        string   `json:"subscriber"`
	FeedbackType      string   `json:"feedback_type"`
	Problems          []string `json:"problems"`
}
