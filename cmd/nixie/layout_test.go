package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	maxFileLines     = 300 // what a reader takes in at one sitting
	maxFunctionLines = 60  // above it, something inside wants a name
)

// rooms are the folders of the top floor; everything finds a place in them.
var rooms = []string{"cmd", "dsn", "report", "rules", "scanner", "testdata"}

func TestRooms(t *testing.T) {
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !slices.Contains(rooms, e.Name()) {
			t.Errorf("folder %s: the rooms are %v", e.Name(), rooms)
		}
	}
}

func TestLayout(t *testing.T) {
	files := token.NewFileSet()
	for _, path := range goFiles(t) {
		file, err := parser.ParseFile(files, path, nil, parser.ParseComments)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		name, _ := filepath.Rel("../..", path)
		if lines := files.File(file.Pos()).LineCount(); lines > maxFileLines+1 {
			t.Errorf("%s has %d lines; %d are enough", name, lines, maxFileLines)
		}
		for _, d := range file.Decls {
			checkDecl(t, files, name, d)
		}
	}
}

// checkDecl finds functions that are too long and exported names without a
// comment.
func checkDecl(t *testing.T, files *token.FileSet, name string, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if lines := files.Position(d.End()).Line - files.Position(d.Pos()).Line + 1; lines > maxFunctionLines {
			t.Errorf("%s: %s has %d lines; %d are enough", name, d.Name.Name, lines, maxFunctionLines)
		}
		if d.Name.IsExported() && exportedReceiver(d) && d.Doc == nil {
			t.Errorf("%s: %s is exported and has no comment", name, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			checkSpec(t, name, d, spec)
		}
	}
}

// checkSpec wants a comment on an exported type, variable or constant, or on
// the group that it stands in.
func checkSpec(t *testing.T, name string, d *ast.GenDecl, spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil {
			t.Errorf("%s: %s is exported and has no comment", name, spec.Name.Name)
		}
	case *ast.ValueSpec:
		for _, n := range spec.Names {
			if n.IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
				t.Errorf("%s: %s is exported and has no comment", name, n.Name)
			}
		}
	}
}

// exportedReceiver reports whether a function is one that users of the package
// can see: no method, or one of an exported type.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return true
	}
	receiver := d.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	if generic, ok := receiver.(*ast.IndexExpr); ok {
		receiver = generic.X
	}
	id, ok := receiver.(*ast.Ident)
	return ok && id.IsExported()
}

// goFiles returns the Go files of the module, tests apart.
func goFiles(t *testing.T) []string {
	t.Helper()
	var paths []string
	for _, room := range rooms {
		err := filepath.WalkDir(filepath.Join("../..", room), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && d.Name() == "testdata" {
				return filepath.SkipDir
			}
			if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
				paths = append(paths, path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(paths) < 20 {
		t.Fatalf("only %d Go files found; is the test in the wrong place?", len(paths))
	}
	return paths
}
