package main

import "testing"

func TestComposes(t *testing.T) {
	for _, row := range []struct{ name, request, template, want string }{
		{
			name: "a named document becomes a desired resource without the function's annotations",
			template: `
apiVersion: ec2.aws.upbound.io/v1beta1
kind: VPC
metadata:
  annotations:
    gotemplating.fn.crossplane.io/composition-resource-name: vpc
    gotemplating.fn.crossplane.io/ready: "True"
    example.org/kept: "yes"
spec:
  forProvider:
    region: {{ .observed.composite.resource.spec.region }}
`,
			want: `
desired:
  resources:
    vpc:
      ready: READY_TRUE
      resource:
        apiVersion: ec2.aws.upbound.io/v1beta1
        kind: VPC
        metadata: {annotations: {example.org/kept: "yes"}}
        spec: {forProvider: {region: eu-west-1}}
`,
		},
		{
			name: "readiness is false, unspecified, or left to later steps",
			template: `
apiVersion: v1
kind: ConfigMap
metadata: {annotations: {gotemplating.fn.crossplane.io/composition-resource-name: a, gotemplating.fn.crossplane.io/ready: "False"}}
---
apiVersion: v1
kind: ConfigMap
metadata: {annotations: {gotemplating.fn.crossplane.io/composition-resource-name: b, gotemplating.fn.crossplane.io/ready: Unspecified}}
---
apiVersion: v1
kind: ConfigMap
metadata: {annotations: {gotemplating.fn.crossplane.io/composition-resource-name: c}}
`,
			want: `
desired:
  resources:
    a: {ready: READY_FALSE, resource: {apiVersion: v1, kind: ConfigMap, metadata: {annotations: {}}}}
    b: {resource: {apiVersion: v1, kind: ConfigMap, metadata: {annotations: {}}}}
    c: {resource: {apiVersion: v1, kind: ConfigMap, metadata: {annotations: {}}}}
`,
		},
		{
			name: "empty documents, comments and separators with a comment are skipped",
			template: `---
---
# nothing here
{{- if false }}
apiVersion: v1
{{- end }}
--- # the only one
{{ range $name := list "a" }}
---
apiVersion: v1
kind: ConfigMap
metadata: {annotations: {{ "{" }}{{ setResourceNameAnnotation $name }}{{ "}" }}}
{{ end }}
---
`,
			want: `
desired:
  resources:
    a: {resource: {apiVersion: v1, kind: ConfigMap, metadata: {annotations: {}}}}
`,
		},
		{
			name:     "a template of definitions alone composes nothing",
			template: `{{ define "a" }}b{{ end }}`,
			want:     ``,
		},
		{
			name: "what earlier steps desire stays, and a document of the same name replaces it",
			request: `
desired:
  composite: {resource: {status: {phase: Starting}}, connectionDetails: {user: YWRtaW4=}}
  resources:
    kept: {ready: READY_TRUE, resource: {apiVersion: v1, kind: Secret}}
    replaced: {ready: READY_TRUE, resource: {apiVersion: v1, kind: Secret}}
`,
			template: `
apiVersion: v1
kind: ConfigMap
metadata: {annotations: {gotemplating.fn.crossplane.io/composition-resource-name: replaced}}
`,
			want: `
desired:
  composite: {resource: {status: {phase: Starting}}, connectionDetails: {user: YWRtaW4=}}
  resources:
    kept: {ready: READY_TRUE, resource: {apiVersion: v1, kind: Secret}}
    replaced: {resource: {apiVersion: v1, kind: ConfigMap, metadata: {annotations: {}}}}
`,
		},
		{
			name:    "a document of the composite's kind merges its status over what earlier steps desire",
			request: `desired: {composite: {resource: {status: {phase: Starting, done: 3, zones: {a: up, b: down}}}}}`,
			template: `
apiVersion: example.org/v1
kind: XNetwork
metadata: {name: ignored}
spec: {ignored: true}
status: {phase: Running, zones: {b: up, c: up}}
---
apiVersion: example.org/v1
kind: XNetwork
status: {done: 4}
`,
			want: `desired: {composite: {resource: {status: {phase: Running, done: 4, zones: {a: up, b: up, c: up}}}}}`,
		},
		{
			name:    "a rendered false, zero, nothing or empty list replaces what earlier steps desire; an empty object adds nothing",
			request: `desired: {composite: {resource: {status: {a: true, b: 2, c: text, d: text, e: [1], f: {g: 1}}}}}`,
			template: `
apiVersion: example.org/v1
kind: XNetwork
status: {a: false, b: 0, c: "", d: null, e: [], f: {}}
`,
			want: `desired: {composite: {resource: {status: {a: false, b: 0, c: "", d: null, e: [], f: {g: 1}}}}}`,
		},
		{
			name: "values are read as Kubernetes reads YAML",
			template: `
apiVersion: v1
kind: ConfigMap
metadata: {annotations: {gotemplating.fn.crossplane.io/composition-resource-name: a}}
data: {version: 1.10, quoted: "1.10", on: off, empty: , big: 3000000000}
`,
			want: `
desired:
  resources:
    a:
      resource:
        apiVersion: v1
        kind: ConfigMap
        metadata: {annotations: {}}
        data: {version: 1.1, quoted: "1.10", "true": false, empty: null, big: 3000000000}
`,
		},
		{
			name: "a document of the composite's kind may set only the composite's readiness",
			template: `
apiVersion: example.org/v1
kind: XNetwork
metadata: {annotations: {gotemplating.fn.crossplane.io/ready: "False"}}
`,
			want: `desired: {composite: {ready: READY_FALSE}}`,
		},
		{
			name: "a named document of the composite's kind is composed",
			template: `
apiVersion: example.org/v1
kind: XNetwork
metadata: {annotations: {gotemplating.fn.crossplane.io/composition-resource-name: inner}}
`,
			want: `
desired:
  resources:
    inner: {resource: {apiVersion: example.org/v1, kind: XNetwork, metadata: {annotations: {}}}}
`,
		},
		{
			name:    "connection details are decoded and added to those of earlier steps",
			request: `desired: {composite: {connectionDetails: {user: YWRtaW4=, url: b2xk}}}`,
			template: `
apiVersion: meta.gotemplating.fn.crossplane.io/v1alpha1
kind: CompositeConnectionDetails
data:
  url: {{ "https://one" | b64enc }}
---
apiVersion: meta.gotemplating.fn.crossplane.io/v1alpha1
kind: CompositeConnectionDetails
data: {{ "" }}
`,
			want: `desired: {composite: {connectionDetails: {user: YWRtaW4=, url: aHR0cHM6Ly9vbmU=}}}`,
		},
		{
			name: "conditions go to the composite, or to the claim as well",
			template: `
apiVersion: meta.gotemplating.fn.crossplane.io/v1alpha1
kind: ClaimConditions
conditions:
- {type: NetworkReady, status: "True", reason: Available, target: CompositeAndClaim}
- {type: KafkaReady, status: "False", reason: Creating, message: waiting for brokers, target: Composite}
- {type: ClusterReady, status: Unknown, reason: Waiting}
`,
			want: `
conditions:
- {type: NetworkReady, status: STATUS_CONDITION_TRUE, reason: Available, target: TARGET_COMPOSITE_AND_CLAIM}
- {type: KafkaReady, status: STATUS_CONDITION_FALSE, reason: Creating, message: waiting for brokers, target: TARGET_COMPOSITE}
- {type: ClusterReady, status: STATUS_CONDITION_UNKNOWN, reason: Waiting, target: TARGET_COMPOSITE}
`,
		},
		{
			name:    "context is merged into that of earlier steps",
			request: `context: {prices: {eu: 1, us: {east: 2, west: 3}}, other: kept}`,
			template: `
apiVersion: meta.gotemplating.fn.crossplane.io/v1alpha1
kind: Context
data: {prices: {us: {east: 4}}, new: [a, b]}
---
apiVersion: meta.gotemplating.fn.crossplane.io/v1alpha1
kind: Context
data: {second: true}
`,
			want: `context: {prices: {eu: 1, us: {east: 4, west: 3}}, other: kept, new: [a, b], second: true}`,
		},
		{
			name: "extra resources are required by name, by name and namespace, or by labels",
			template: `
apiVersion: meta.gotemplating.fn.crossplane.io/v1alpha1
kind: ExtraResources
requirements:
  by-name: {apiVersion: v1, kind: Namespace, matchName: default}
  in-namespace: {apiVersion: v1, kind: ConfigMap, matchName: settings, namespace: team}
---
apiVersion: meta.gotemplating.fn.crossplane.io/v1alpha1
kind: ExtraResources
requirements:
  by-labels: {apiVersion: example.org/v1, kind: Foo, matchLabels: {app: {{ .observed.composite.resource.metadata.name }}}}
  all: {apiVersion: example.org/v1, kind: Foo, matchLabels: {}}
`,
			want: `
requirements:
  resources:
    by-name: {apiVersion: v1, kind: Namespace, matchName: default}
    in-namespace: {apiVersion: v1, kind: ConfigMap, matchName: settings, namespace: team}
    by-labels: {apiVersion: example.org/v1, kind: Foo, matchLabels: {labels: {app: one}}}
    all: {apiVersion: example.org/v1, kind: Foo, matchLabels: {}}
`,
		},
		{
			name: "resources that were fetched are left in the context for later steps",
			request: `
context: {apiextensions.crossplane.io/extra-resources: {earlier: {items: []}, settings: {items: []}}}
requiredResources: {settings: {items: [{resource: {apiVersion: v1, kind: ConfigMap}}]}}
extraResources: {old: {items: [{resource: {apiVersion: v1, kind: Secret}}]}}
`,
			want: `
context:
  apiextensions.crossplane.io/extra-resources:
    earlier: {items: []}
    settings: {items: [{resource: {apiVersion: v1, kind: ConfigMap}}]}
    old: {items: [{resource: {apiVersion: v1, kind: Secret}}]}
`,
			template: "# nothing",
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			wantResponse(t, row.want, run(t, newRequest(t, row.request, inlineInput(row.template))))
		})
	}
}

func TestReadsInput(t *testing.T) {
	configMap := func(name string) string {
		return "apiVersion: v1\nkind: ConfigMap\nmetadata: {annotations: {gotemplating.fn.crossplane.io/composition-resource-name: " + name + "}}"
	}
	for _, row := range []struct {
		name  string
		input map[string]any
		want  string
	}{
		{
			name:  "several templates are documents of one output",
			input: map[string]any{"inline": map[string]any{"templates": []any{configMap("a"), configMap("b")}}},
			want: `
desired:
  resources:
    a: {resource: {apiVersion: v1, kind: ConfigMap, metadata: {annotations: {}}}}
    b: {resource: {apiVersion: v1, kind: ConfigMap, metadata: {annotations: {}}}}
`,
		},
		{
			name: "delimiters are replaced",
			input: map[string]any{
				"delims": map[string]any{"left": "[[", "right": "]]"},
				"inline": map[string]any{"template": configMap("[[ .observed.composite.resource.metadata.name ]]") + `
data: {text: "{{ kept }}"}`},
			},
			want: `
desired:
  resources:
    one: {resource: {apiVersion: v1, kind: ConfigMap, metadata: {annotations: {}}, data: {text: "{{ kept }}"}}}
`,
		},
		{
			name: "the input may carry metadata, and default options",
			input: map[string]any{
				"metadata": map[string]any{"name": "any"},
				"options":  []any{"missingkey=default"},
				"inline":   map[string]any{"template": configMap("a") + "\ndata: {region: {{ .nothing }}}"},
			},
			want: `
desired:
  resources:
    a: {resource: {apiVersion: v1, kind: ConfigMap, metadata: {annotations: {}}, data: {region: <no value>}}}
`,
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			input := inlineInput("")
			for field, value := range row.input {
				input[field] = value
			}
			wantResponse(t, row.want, run(t, newRequest(t, "", input)))
		})
	}
}
