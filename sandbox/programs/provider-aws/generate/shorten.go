package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"path"
	"strconv"
	"strings"
)

// shorten returns a generated Go file without some of its imports: those that begin with the prefix, except where keep,
// asked with what follows the prefix, says so. Gone with an import is each list element, argument and function that
// names it, all of which stand on lines of their own in such a file. It also returns what was kept.
func shorten(file, prefix string, keep func(rest string) bool) (shortened []byte, kept []string, err error) {
	source, parsed, files, err := parse(file)
	if err != nil {
		return nil, nil, err
	}
	gone := map[string]bool{}   // names of imports
	goneLines := map[int]bool{} // by line number
	cut := func(node ast.Node) {
		for line := files.Position(node.Pos()).Line; line <= files.Position(node.End()).Line; line++ {
			goneLines[line] = true
		}
	}
	for _, spec := range parsed.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		rest, ours := strings.CutPrefix(imported, prefix)
		switch {
		case !ours:
		case keep(rest):
			kept = append(kept, rest)
		default:
			gone[importName(spec)] = true
			cut(spec)
		}
	}
	if len(gone) == 0 || len(kept) == 0 {
		return nil, nil, fmt.Errorf("%s: %d imports begin with %s and are kept, %d are not; expected some of both", file, len(kept), prefix, len(gone))
	}
	ast.Inspect(parsed, func(node ast.Node) bool {
		var parts []ast.Expr
		switch node := node.(type) {
		case *ast.FuncDecl:
			if names(node.Type, gone) {
				cut(node)
				return false
			}
		case *ast.CompositeLit:
			parts = node.Elts
		case *ast.CallExpr:
			parts = node.Args
		}
		for _, part := range parts {
			if names(part, gone) {
				cut(part)
			}
		}
		return true
	})

	var left bytes.Buffer
	for i, line := range bytes.SplitAfter(source, []byte("\n")) {
		if !goneLines[i+1] {
			left.Write(line)
		}
	}
	shortened, err = format.Source(left.Bytes())
	if err != nil {
		return nil, nil, fmt.Errorf("%s, shortened: %w", file, err)
	}
	return shortened, kept, nil
}

// importName is the name a file calls an imported package by.
func importName(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	imported, _ := strconv.Unquote(spec.Path.Value)
	return path.Base(imported)
}

// names tells whether a node has a qualified name of one of the packages.
func names(node ast.Node, packages map[string]bool) bool {
	found := false
	ast.Inspect(node, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok {
			if name, ok := selector.X.(*ast.Ident); ok && packages[name.Name] {
				found = true
			}
		}
		return !found
	})
	return found
}
