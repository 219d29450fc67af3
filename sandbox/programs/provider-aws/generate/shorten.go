package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
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
	gone := map[string]bool{} // the names of imports
	goneLines := map[int]bool{}
	cut := func(node ast.Node) {
		for line := files.Position(node.Pos()).Line; line <= files.Position(node.End()).Line; line++ {
			goneLines[line] = true
		}
	}
	for _, spec := range parsed.Imports {
		imported := literal(spec.Path)
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
	if len(kept) == 0 {
		return nil, nil, fmt.Errorf("%s: none of the imports to keep begins with %s", file, prefix)
	}
	ast.Inspect(parsed, func(node ast.Node) bool {
		var parts []ast.Expr
		switch node := node.(type) {
		case *ast.FuncDecl:
			if names(node.Type, gone) {
				cut(node)
				if node.Doc != nil {
					cut(node.Doc)
				}
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
	return path.Base(literal(spec.Path))
}

// names tells whether a node has a qualified name of one of the packages, but for a list within it: of that, elements go.
func names(node ast.Node, packages map[string]bool) bool {
	found := false
	ast.Inspect(node, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.CompositeLit:
			return false
		case *ast.SelectorExpr:
			if name, ok := node.X.(*ast.Ident); ok && packages[name.Name] {
				found = true
			}
		}
		return !found
	})
	return found
}

// literal is the text of a string literal, or nothing for another expression.
func literal(expression ast.Expr) string {
	if basic, ok := expression.(*ast.BasicLit); ok && basic.Kind == token.STRING {
		text, _ := strconv.Unquote(basic.Value)
		return text
	}
	return ""
}
