package main

import (
	"maps"
	"strings"
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

func TestRefusesAnInputFieldNobodyKnows(t *testing.T) {
	input := inlineInput("# nothing")
	input["template"] = "# in the wrong place"
	got := run(t, newRequest(t, "", input))
	if len(got.GetResults()) != 1 {
		t.Fatalf("want one result, got %v", got.GetResults())
	}
	// What stands before it is the decoder's, and differs between runs on purpose.
	if message := got.GetResults()[0].GetMessage(); !strings.HasSuffix(message, `unknown name "template"`) {
		t.Error(message)
	}
}

func TestRefusesTemplates(t *testing.T) {
	for _, row := range []struct{ name, template, fatal string }{
		{
			name: "an unknown function is named with its line",
			template: `# one
# two
value: {{ lookup "v1" "Secret" }}`,
			fatal: `cannot parse the template: template: manifests:3: function "lookup" not defined`,
		},
		{
			name:     "sprig's env is not there: it would show the function's own environment",
			template: `value: {{ env "HOME" }}`,
			fatal:    `cannot parse the template: template: manifests:1: function "env" not defined`,
		},
		{
			name:     "sprig's expandenv is not there either",
			template: `value: {{ expandenv "$HOME" }}`,
			fatal:    `cannot parse the template: template: manifests:1: function "expandenv" not defined`,
		},
		{
			name: "a function that fails is named with its line",
			template: `# one
{{ fail "no region" }}`,
			fatal: `cannot execute the template: template: manifests:2:3: executing "manifests" at <fail "no region">: error calling fail: no region`,
		},
		{
			name:     "an endless include ends",
			template: `{{ define "again" }}{{ include "again" . }}{{ end }}{{ include "again" . }}`,
			fatal:    `cannot execute the template: template: manifests:1:55: executing "manifests" at <include "again" .>: error calling include: the template includes itself more than 1000 times`,
		},
		{
			name: "a composed resource without a name",
			template: `apiVersion: v1
kind: ConfigMap
metadata: {annotations: {gotemplating.fn.crossplane.io/composition-resource-name: a}}
---

apiVersion: v1
kind: Secret
metadata: {name: password}`,
			fatal: `template line 6: Secret "password": has no annotation gotemplating.fn.crossplane.io/composition-resource-name, which every composed resource needs`,
		},
		{
			name: "a composed resource with neither name",
			template: `apiVersion: v1
kind: Secret`,
			fatal: `template line 1: Secret: has no annotation gotemplating.fn.crossplane.io/composition-resource-name, which every composed resource needs`,
		},
		{
			name: "another group's kind of the composite's name",
			template: `apiVersion: example.com/v1
kind: XNetwork`,
			fatal: `template line 1: XNetwork: has no annotation gotemplating.fn.crossplane.io/composition-resource-name, which every composed resource needs`,
		},
		{
			name: "two resources of one name",
			template: `{{ range list "a" "b" }}
---
apiVersion: v1
kind: Secret
metadata: {name: {{ . }}, annotations: {gotemplating.fn.crossplane.io/composition-resource-name: same}}
{{ end }}`,
			fatal: `template line 3: Secret "b": is the second resource named "same"`,
		},
		{
			name: "a readiness that is none",
			template: `apiVersion: v1
kind: Secret
metadata:
  annotations:
    gotemplating.fn.crossplane.io/composition-resource-name: a
    gotemplating.fn.crossplane.io/ready: "true"`,
			fatal: `template line 1: Secret: annotation gotemplating.fn.crossplane.io/ready is "true"; allowed: True, False, Unspecified`,
		},
		{
			name: "a readiness of the composite that is none",
			template: `apiVersion: example.org/v1
kind: XNetwork
metadata: {annotations: {gotemplating.fn.crossplane.io/ready: "Yes"}}`,
			fatal: `template line 1: XNetwork: annotation gotemplating.fn.crossplane.io/ready is "Yes"; allowed: True, False, Unspecified`,
		},
		{
			name: "a status of the composite that is no object",
			template: `apiVersion: example.org/v1
kind: XNetwork
status: Running`,
			fatal: `template line 1: XNetwork: status is not an object: cannot unmarshal value from JSON: json: cannot unmarshal string into Go value of type map[string]interface {}`,
		},
		{
			name: "an annotation that YAML makes a number",
			template: `apiVersion: v1
kind: Secret
metadata: {annotations: {gotemplating.fn.crossplane.io/composition-resource-name: 7}}`,
			fatal: `template line 1: Secret: .metadata.annotations accessor error: contains non-string value in the map under key "gotemplating.fn.crossplane.io/composition-resource-name": 7 is of the type int64, expected string`,
		},
		{
			name: "YAML that does not parse is told by the template's line, which is not the output's",
			template: `{{ range until 5 }}
# many lines
{{ end }}
---
apiVersion: v1
kind: Secret
metadata:
  labels: {{ .observed.composite.resource.spec.region }}
   team: one`,
			fatal: `template line 9, rendered as "   team: one": mapping values are not allowed in this context`,
		},
		{
			name:     "YAML that is wrong as a whole is told by the document's line",
			template: "# one\n---\na: b\nc: {{ printf \"%c\" 1 }}",
			fatal:    `template line 3: yaml: control characters are not allowed`,
		},
		{
			name:     "a document that only an action makes",
			template: `{{ toYaml (dict "kind" "Secret") }}`,
			fatal:    `template line 1: no apiVersion or no kind: {"kind":"Secret"}`,
		},
		{
			name: "a key that is there twice",
			template: `apiVersion: v1
kind: Secret
kind: ConfigMap`,
			fatal: `template line 3, rendered as "kind: ConfigMap": key "kind" already set in map`,
		},
		{
			name: "a document that is a list",
			template: `
# a list
- apiVersion: v1`,
			fatal: `template line 2: not an object: [{"apiVersion":"v1"}]`,
		},
		{
			name: "a document without a kind",
			template: `---
apiVersion: v1`,
			fatal: `template line 2: no apiVersion or no kind: {"apiVersion":"v1"}`,
		},
		{
			name:     "a document without an apiVersion",
			template: `kind: Secret`,
			fatal:    `template line 1: no apiVersion or no kind: {"kind":"Secret"}`,
		},
		{
			name: "text behind a document separator",
			template: `# one
--- kind: Secret`,
			fatal: `template line 2: "kind: Secret" follows a document separator`,
		},
		{
			name: "a document that an included template makes is told by the line that includes it",
			template: `{{ define "secret" -}}
apiVersion: v1
kind: Secret
{{ end }}
# a comment
---
{{ include "secret" . }}`,
			fatal: `template line 7: Secret: has no annotation gotemplating.fn.crossplane.io/composition-resource-name, which every composed resource needs`,
		},
		{
			name: "the line is right within a condition",
			template: `# one
{{ if true }}
# three
---
apiVersion: v1
kind: Secret
{{ end }}`,
			fatal: `template line 5: Secret: has no annotation gotemplating.fn.crossplane.io/composition-resource-name, which every composed resource needs`,
		},
		{
			name: "the line is right in the other branch",
			template: `# one
{{ if false }}
{{ else }}
# four
---
apiVersion: v1
kind: Secret
{{ end }}`,
			fatal: `template line 6: Secret: has no annotation gotemplating.fn.crossplane.io/composition-resource-name, which every composed resource needs`,
		},
		{
			name: "the line is right within a with",
			template: `# one
{{ with "a" }}
# three
---
apiVersion: v1
kind: Secret
{{ end }}`,
			fatal: `template line 5: Secret: has no annotation gotemplating.fn.crossplane.io/composition-resource-name, which every composed resource needs`,
		},
		{
			name: "the line is right in a template that is called",
			template: `{{ define "secret" }}
apiVersion: v1
kind: Secret
{{ end }}
---
{{ template "secret" }}`,
			fatal: `template line 2: Secret: has no annotation gotemplating.fn.crossplane.io/composition-resource-name, which every composed resource needs`,
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			wantFatal(t, row.fatal, run(t, newRequest(t, "", inlineInput(row.template))))
		})
	}
}

func TestRefusesInstructions(t *testing.T) {
	for _, row := range []struct{ name, body, fatal string }{
		{
			name:  "an unknown kind is named",
			body:  `kind: ConnectionDetails`,
			fatal: `template line 1: ConnectionDetails: kind "ConnectionDetails" is unknown in meta.gotemplating.fn.crossplane.io/v1alpha1; allowed: CompositeConnectionDetails, ClaimConditions, Context, ExtraResources`,
		},
		{
			name:  "connection details that are not base64 are not shown",
			body:  "kind: CompositeConnectionDetails\ndata: {password: p4ss!}",
			fatal: `template line 1: CompositeConnectionDetails: data.password is not base64; pipe it through b64enc`,
		},
		{
			name:  "connection details that are no strings",
			body:  "kind: CompositeConnectionDetails\ndata: {port: 9092}",
			fatal: `template line 1: CompositeConnectionDetails: data: json: cannot unmarshal number into Go value of type string`,
		},
		{
			name:  "connection details that came out empty",
			body:  "kind: CompositeConnectionDetails\ndata: {user: \"\", password: }",
			fatal: `template line 1: CompositeConnectionDetails: data.password is null; YAML reads nothing so, an empty value needs quotes`,
		},
		{
			name:  "connection details without data",
			body:  "kind: CompositeConnectionDetails",
			fatal: `template line 1: CompositeConnectionDetails: has no data`,
		},
		{
			name:  "conditions under another name",
			body:  "kind: ClaimConditions\ncondition: []",
			fatal: `template line 1: ClaimConditions: has no conditions`,
		},
		{
			name:  "a condition with a field nobody knows",
			body:  "kind: ClaimConditions\nconditions: [{type: A, status: Unknown, reason: B, mesage: C}]",
			fatal: `template line 1: ClaimConditions: conditions: unknown field "[0].mesage"`,
		},
		{
			name:  "a condition whose status is none",
			body:  "kind: ClaimConditions\nconditions: [{type: A, status: Ready, reason: B}]",
			fatal: `template line 1: ClaimConditions: conditions[0]: status is "Ready"; allowed: True, False, Unknown`,
		},
		{
			name:  "a condition whose target is none",
			body:  "kind: ClaimConditions\nconditions: [{type: A, status: Unknown, reason: B, target: Claim}]",
			fatal: `template line 1: ClaimConditions: conditions[0]: target is "Claim"; allowed: Composite, CompositeAndClaim`,
		},
		{
			name:  "a condition without a type",
			body:  "kind: ClaimConditions\nconditions: [{status: Unknown, reason: B}]",
			fatal: `template line 1: ClaimConditions: conditions[0]: type is "" and reason is "B"; both are needed`,
		},
		{
			name:  "a condition without a reason",
			body:  "kind: ClaimConditions\nconditions: [{type: A, status: Unknown}]",
			fatal: `template line 1: ClaimConditions: conditions[0]: type is "A" and reason is ""; both are needed`,
		},
		{
			name:  "the condition Ready is Crossplane's",
			body:  "kind: ClaimConditions\nconditions: [{type: A, status: Unknown, reason: B}, {type: Ready, status: Unknown, reason: B}]",
			fatal: `template line 1: ClaimConditions: conditions[1]: type "Ready" is reserved for Crossplane`,
		},
		{
			name:  "the condition Synced is Crossplane's",
			body:  "kind: ClaimConditions\nconditions: [{type: Synced, status: Unknown, reason: B}]",
			fatal: `template line 1: ClaimConditions: conditions[0]: type "Synced" is reserved for Crossplane`,
		},
		{
			name:  "the condition Healthy is Crossplane's",
			body:  "kind: ClaimConditions\nconditions: [{type: Healthy, status: Unknown, reason: B}]",
			fatal: `template line 1: ClaimConditions: conditions[0]: type "Healthy" is reserved for Crossplane`,
		},
		{
			name:  "context without data",
			body:  "kind: Context",
			fatal: `template line 1: Context: has no data`,
		},
		{
			name:  "context that is no object",
			body:  "kind: Context\ndata: text",
			fatal: `template line 1: Context: data: json: cannot unmarshal string into Go value of type map[string]interface {}`,
		},
		{
			name: "a key of the context that two documents set",
			body: `kind: Context
data: {a: {b: 1}}
---
apiVersion: meta.gotemplating.fn.crossplane.io/v1alpha1
kind: Context
data: {a: {c: 1}}`,
			fatal: `template line 5: Context: data.a is set by an earlier Context as well`,
		},
		{
			name:  "extra resources without requirements",
			body:  "kind: ExtraResources",
			fatal: `template line 1: ExtraResources: has no requirements`,
		},
		{
			name: "a requirement that two documents set",
			body: `kind: ExtraResources
requirements: {a: {apiVersion: v1, kind: Secret, matchName: b}}
---
apiVersion: meta.gotemplating.fn.crossplane.io/v1alpha1
kind: ExtraResources
requirements: {a: {apiVersion: v1, kind: Secret, matchName: b}}`,
			fatal: `template line 5: ExtraResources: requirements.a is set by an earlier ExtraResources as well`,
		},
		{
			name:  "a requirement without an apiVersion",
			body:  "kind: ExtraResources\nrequirements: {a: {kind: Secret, matchName: b}}",
			fatal: `template line 1: ExtraResources: requirements.a: apiVersion is "" and kind is "Secret"; both are needed`,
		},
		{
			name:  "a requirement without a kind",
			body:  "kind: ExtraResources\nrequirements: {a: {apiVersion: v1, matchName: b}}",
			fatal: `template line 1: ExtraResources: requirements.a: apiVersion is "v1" and kind is ""; both are needed`,
		},
		{
			name:  "a requirement that matches everything by accident",
			body:  "kind: ExtraResources\nrequirements: {a: {apiVersion: v1, kind: Secret}}",
			fatal: `template line 1: ExtraResources: requirements.a: set exactly one of matchName and matchLabels`,
		},
		{
			name:  "a requirement that matches twice",
			body:  "kind: ExtraResources\nrequirements: {a: {apiVersion: v1, kind: Secret, matchName: b, matchLabels: {c: d}}}",
			fatal: `template line 1: ExtraResources: requirements.a: set exactly one of matchName and matchLabels`,
		},
		{
			name:  "a requirement whose namespace would be ignored",
			body:  "kind: ExtraResources\nrequirements: {a: {apiVersion: v1, kind: Secret, matchLabels: {c: d}, namespace: e}}",
			fatal: `template line 1: ExtraResources: requirements.a: namespace goes with matchName only: the published function ignores it beside matchLabels`,
		},
		{
			name:  "a requirement with a field nobody knows",
			body:  "kind: ExtraResources\nrequirements: {a: {apiVersion: v1, kind: Secret, name: b}}",
			fatal: `template line 1: ExtraResources: requirements: unknown field "a.name"`,
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			template := "apiVersion: meta.gotemplating.fn.crossplane.io/v1alpha1\n" + row.body
			wantFatal(t, row.fatal, run(t, newRequest(t, "", inlineInput(template))))
		})
	}
}
