package main

import "testing"

// What a cluster and earlier steps may have answered.
const someState = `
observed:
  composite:
    connectionDetails: {user: YWRtaW4=}
    resource:
      apiVersion: example.org/v1
      kind: XNetwork
      metadata: {name: one}
      spec: {region: eu-west-1, zones: 3, quota: 1000000}
  resources:
    vpc.main:
      connectionDetails: {id: dnBjLTE=}
      resource:
        apiVersion: ec2.aws.upbound.io/v1beta1
        kind: VPC
        status:
          atProvider: {id: vpc-1, addresses: 5000000}
          conditions:
          - {type: Ready, status: "False", reason: Creating, message: soon, lastTransitionTime: "2026-01-02T03:04:05Z"}
    topic: {resource: {apiVersion: v1, kind: ConfigMap}}
desired:
  composite: {resource: {status: {phase: Starting}}}
  resources: {earlier: {ready: READY_TRUE, resource: {kind: Secret}}}
context:
  apiextensions.crossplane.io/environment: {stage: dev}
  apiextensions.crossplane.io/extra-resources: {old: {items: [{resource: {kind: Foo}}]}}
requiredResources: {settings: {items: [{resource: {data: {tier: gold}}}]}}
credentials: {aws: {credentialData: {data: {key: c2VjcmV0}}}}
meta: {tag: some-tag}
`

const someDefinitions = `
{{ define "greet" }}hello {{ .name }}{{ end }}
{{ define "countdown" }}{{ . }}{{ if gt (int .) 0 }}{{ include "countdown" (sub . 1) }}{{ end }}{{ end }}
{{ define "nothing" }}{{ end }}
`

// Each row is a template and what it prints.
func TestTemplatesSee(t *testing.T) {
	for _, row := range []struct{ name, template, want string }{
		{"the observed composite", `{{ .observed.composite.resource.metadata.name }}`, "one"},
		{"whole numbers as such", `{{ .observed.composite.resource.spec.quota }}`, "1000000"},
		{"numbers that add up", `{{ add .observed.composite.resource.spec.zones 1 }}`, "4"},
		{"the composite's connection details in base64", `{{ .observed.composite.connectionDetails.user }}`, "YWRtaW4="},
		{"observed resources by name", `{{ (index .observed.resources "vpc.main").resource.status.atProvider.id }}`, "vpc-1"},
		{"a resource's connection details in base64", `{{ (index .observed.resources "vpc.main").connectionDetails.id }}`, "dnBjLTE="},
		{"what earlier steps desire of the composite", `{{ .desired.composite.resource.status.phase }}`, "Starting"},
		{"what earlier steps desire of resources", `{{ .desired.resources.earlier.resource.kind }} {{ .desired.resources.earlier.ready }}`, "Secret READY_TRUE"},
		{"the context", `{{ (index .context "apiextensions.crossplane.io/environment").stage }}`, "dev"},
		{"required resources", `{{ (index .requiredResources.settings.items 0).resource.data.tier }}`, "gold"},
		{"required resources under their older name", `{{ (index .extraResources.settings.items 0).resource.data.tier }}`, "gold"},
		{"credentials in base64", `{{ .credentials.aws.credentialData.data.key }}`, "c2VjcmV0"},
		{"their own input", `{{ .input.source }}`, "Inline"},
		{"the request's tag", `{{ .meta.tag }}`, "some-tag"},
		{"nothing where nothing is", `{{ .observed.composite.resource.spec.none }} {{ .observed.composite.resource.none.none | default "d" }}`, "<no value> d"},

		{"sprig", `{{ list "b" "a" | sortAlpha | join "," | upper | b64enc }}`, "QSxC"},
		{"toYaml, with keys in order", `{{ toYaml .observed.composite.resource.spec }}`, "quota: 1000000\nregion: eu-west-1\nzones: 3\n"},
		{"toYaml, nested by four", `{{ toYaml (dict "a" (dict "b" (list 1 true "yes"))) }}`, "a:\n    b:\n        - 1\n        - true\n        - \"yes\"\n"},
		{"fromYaml", `{{ (fromYaml "a: {b: [1, 2]}").a.b | join "-" }}`, "1-2"},
		{"randomChoice of one", `{{ randomChoice "only" }}`, "only"},
		{"randomChoice of two", `{{ randomChoice "a" "b" | regexMatch "^[ab]$" }}`, "true"},
		{"setResourceNameAnnotation", `{{ setResourceNameAnnotation "vpc" }}`, "gotemplating.fn.crossplane.io/composition-resource-name: vpc"},
		{"include, to be piped", `{{ include "greet" (dict "name" "you") | upper }}`, "HELLO YOU"},
		{"include within include", `{{ include "countdown" 3 }} {{ include "countdown" 1 }}`, "3210 10"},
		{"include as often as they like", `{{ range until 2000 }}{{ include "nothing" . }}{{ end }}`, ""},
		{"getCompositeResource", `{{ (getCompositeResource .).spec.region }}`, "eu-west-1"},
		{"getComposedResource by a name with dots", `{{ (getComposedResource . "vpc.main").status.atProvider.addresses }}`, "5000000"},
		{"getComposedResource of none", `{{ getComposedResource . "none" | empty }}`, "true"},
		{"getResourceCondition of an observed resource", `{{ with getResourceCondition "Ready" (index .observed.resources "vpc.main") }}{{ .Type }} {{ .Status }} {{ .Reason }} {{ .Message }} {{ .LastTransitionTime.Year }}{{ end }}`, "Ready False Creating soon 2026"},
		{"getResourceCondition of the resource itself", `{{ (getResourceCondition "Ready" (getComposedResource . "vpc.main")).Reason }}`, "Creating"},
		{"getResourceCondition of another type", `{{ (getResourceCondition "Synced" (index .observed.resources "vpc.main")).Status }}`, "Unknown"},
		{"getResourceCondition without a status", `{{ (getResourceCondition "Ready" .observed.resources.topic).Status }}`, "Unknown"},
		{"getResourceCondition of no resource", `{{ (getResourceCondition "Ready" (index .observed.resources "none")).Status }}`, "Unknown"},
		{"getExtraResources", `{{ (index (getExtraResources . "settings") 0).resource.data.tier }}`, "gold"},
		{"getExtraResources of none", `{{ len (getExtraResources . "none") }}`, "0"},
		{"getExtraResourcesFromContext", `{{ (index (getExtraResourcesFromContext . "old") 0).resource.kind }}`, "Foo"},
		{"getExtraResourcesFromContext of none", `{{ len (getExtraResourcesFromContext . "settings") }}`, "0"},
		{"getCredentialData, decoded", `{{ (getCredentialData . "aws").key | toString }}`, "secret"},
		{"getCredentialData of none", `{{ getCredentialData . "none" | empty }}`, "true"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := printed(t, someState, row.template); got != row.want {
				t.Errorf("want %q, got %q", row.want, got)
			}
		})
	}
}

func TestTemplatesSeeExtraResourcesOfCrossplane1(t *testing.T) {
	state := `extraResources: {settings: {items: [{resource: {data: {tier: gold}}}]}}`
	if got, want := printed(t, state, `{{ (index (getExtraResources . "settings") 0).resource.data.tier }}`), "gold"; got != want {
		t.Errorf("want %q, got %q", want, got)
	}
}

func TestTemplatesPreferRequiredToExtraResources(t *testing.T) {
	state := `{requiredResources: {a: {items: [{resource: {kind: New}}]}}, extraResources: {a: {items: [{resource: {kind: Old}}]}}}`
	if got, want := printed(t, state, `{{ (index (getExtraResources . "a") 0).resource.kind }}`), "New"; got != want {
		t.Errorf("want %q, got %q", want, got)
	}
}

func TestOptionMakesAMissingKeyFatal(t *testing.T) {
	input := inlineInput("# one\n{{ .observed.composite.resource.spec.none }}")
	input["options"] = []any{"missingkey=error"}
	wantFatal(t, `cannot execute the template: template: manifests:2:12: executing "manifests" at <.observed.composite.resource.spec.none>: map has no entry for key "none"`,
		run(t, newRequest(t, "", input)))
}

func TestRandomChoiceOfNothingIsFatal(t *testing.T) {
	wantFatal(t, `cannot execute the template: template: manifests:1:3: executing "manifests" at <randomChoice>: error calling randomChoice: randomChoice needs at least one string`,
		run(t, newRequest(t, "", inlineInput(`{{ randomChoice }}`))))
}

func TestOwnFunctionsHideNoneOfSprig(t *testing.T) {
	sprig := sprigFunctions()
	for name := range requestFunctions {
		if sprig[name] != nil {
			t.Errorf("sprig has %s too, and the published function prefers sprig's", name)
		}
	}
}

// printed is what a template prints, carried out in a status of the composite.
func printed(t *testing.T, state, template string) string {
	t.Helper()
	carrier := someDefinitions + `{{ define "row" }}` + template + `{{ end }}
apiVersion: example.org/v1
kind: XNetwork
status: {printed: {{ include "row" . | toJson }}}`
	rsp := run(t, newRequest(t, state, inlineInput(carrier)))
	if len(rsp.GetResults()) > 0 {
		t.Fatal(rsp.GetResults())
	}
	return rsp.GetDesired().GetComposite().GetResource().AsMap()["status"].(map[string]any)["printed"].(string)
}
