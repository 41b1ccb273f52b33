package dsn

// Farewells are the words by which automatic replies say that nobody uses a
// mailbox any more.
var Farewells = farewells
