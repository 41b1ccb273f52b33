package letter_test

import (
	"fmt"
	"strings"

	"github.com/nixie-mail/nixie/dsn/letter"
)

func ExamplePlain() {
	fmt.Println(strings.Map(letter.Plain, "użytkownik nie istnieje, dirección desconocida"))
	// Output: uzytkownik nie istnieje, direccion desconocida
}
