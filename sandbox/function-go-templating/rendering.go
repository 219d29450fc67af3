package main

import (
	"bytes"
	"sort"
	"strings"
	"text/template"
	"text/template/parse"
)

// rendering collects a template's output and remembers which line of the template each line of it came from, so that
// an error in a document points at the line to correct.
//
// text/template writes a piece of literal text as the very slice that the parser made of it. The slice's address
// therefore tells which piece is being written; output of actions comes from elsewhere and counts to the text before.
type rendering struct {
	out    bytes.Buffer
	lineOf map[*byte]int // first byte of each literal text: the template line it starts on
	origin []origin      // in order of offset
}

type origin struct{ offset, line int }

func newRendering(t *template.Template, source string) *rendering {
	r := &rendering{lineOf: map[*byte]int{}}
	for _, defined := range t.Templates() {
		eachText(defined.Root, func(n *parse.TextNode) {
			r.lineOf[&n.Text[0]] = 1 + strings.Count(source[:n.Pos], "\n")
		})
	}
	return r
}

// eachText visits the literal texts at and below a node.
func eachText(n parse.Node, visit func(*parse.TextNode)) {
	switch n := n.(type) {
	case *parse.TextNode:
		visit(n)
	case *parse.ListNode:
		if n == nil { // an absent {{ else }}
			return
		}
		for _, child := range n.Nodes {
			eachText(child, visit)
		}
	case *parse.IfNode:
		eachBranch(n.BranchNode, visit)
	case *parse.RangeNode:
		eachBranch(n.BranchNode, visit)
	case *parse.WithNode:
		eachBranch(n.BranchNode, visit)
	}
}

func eachBranch(n parse.BranchNode, visit func(*parse.TextNode)) {
	eachText(n.List, visit)
	eachText(n.ElseList, visit)
}

// Write is called by text/template alone.
func (r *rendering) Write(p []byte) (int, error) {
	if len(p) > 0 {
		if line, literal := r.lineOf[&p[0]]; literal {
			r.note(p, line)
		}
	}
	return r.out.Write(p)
}

func (r *rendering) note(text []byte, line int) {
	at := r.out.Len()
	r.origin = append(r.origin, origin{at, line})
	for i, b := range text {
		if b == '\n' {
			line++
			r.origin = append(r.origin, origin{at + i + 1, line})
		}
	}
}

// templateLine is the line of the template that wrote the output at an offset.
func (r *rendering) templateLine(offset int) int {
	after := sort.Search(len(r.origin), func(i int) bool { return r.origin[i].offset > offset })
	if after == 0 {
		return 1
	}
	return r.origin[after-1].line
}
