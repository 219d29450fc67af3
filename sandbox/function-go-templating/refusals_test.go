package main

import (
	"maps"
	"testing"
)

func TestRefusesInput(t *testing.T) {
	for _, row := range []struct {
		name  string
		input map[string]any
		fatal string
	}{
		{
			name:  "a source other than Inline is named",
			input: map[string]any{"source": "FileSystem", "fileSystem": map[string]any{"dirPath": "/templates"}},
			fatal: `invalid function input: source is "FileSystem"; only "Inline" is supported here`,
		},
		{
			name:  "the environment is no source either",
			input: map[string]any{"source": "Environment", "environment": map[string]any{"key": "template"}},
			fatal: `invalid function input: source is "Environment"; only "Inline" is supported here`,
		},
		{
			name:  "another kind of input is named",
			input: map[string]any{"kind": "GoTemplates"},
			fatal: `invalid function input: it is a "GoTemplates" of "gotemplating.fn.crossplane.io/v1beta1"; only "GoTemplate" of "gotemplating.fn.crossplane.io/v1beta1" is known`,
		},
		{
			name:  "another version of the input is named",
			input: map[string]any{"apiVersion": "gotemplating.fn.crossplane.io/v1"},
			fatal: `invalid function input: it is a "GoTemplate" of "gotemplating.fn.crossplane.io/v1"; only "GoTemplate" of "gotemplating.fn.crossplane.io/v1beta1" is known`,
		},
		{
			name:  "no template at all",
			input: map[string]any{"inline": map[string]any{}},
			fatal: `invalid function input: set exactly one of inline.template and inline.templates`,
		},
		{
			name:  "both forms of template",
			input: map[string]any{"inline": map[string]any{"template": "a", "templates": []any{"b"}}},
			fatal: `invalid function input: set exactly one of inline.template and inline.templates`,
		},
		{
			name:  "one delimiter without the other",
			input: map[string]any{"delims": map[string]any{"left": "[["}},
			fatal: `invalid function input: delims are left "[[" and right ""; set both`,
		},
		{
			name:  "an option that text/template does not know",
			input: map[string]any{"options": []any{"missingkey=oops"}},
			fatal: `invalid function input: unknown option "missingkey=oops"; allowed: missingkey=default, missingkey=invalid, missingkey=zero, missingkey=error`,
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			input := inlineInput("# nothing")
			maps.Copy(input, row.input)
			wantFatal(t, row.fatal, run(t, newRequest(t, "", input)))
		})
	}
}
