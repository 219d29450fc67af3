package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const definition = `
apiVersion: apiextensions.crossplane.io/v1
kind: CompositeResourceDefinition
metadata: {name: xnetworks.example.org}
spec:
  group: example.org
  names: {kind: XNetwork, plural: xnetworks}
  claimNames: {kind: Network, plural: networks}
  scope: LegacyCluster
  versions:
    - name: v1
      served: true
      referenceable: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                zones:
                  type: integer
                  default: 3
                  maximum: 6
                  x-kubernetes-validations:
                    - {rule: self >= oldSelf, message: zones cannot be taken away}
                names:
                  type: array
                  maxItems: 5
                  items: {type: string, maxLength: 10}
                  x-kubernetes-validations:
                    - {rule: "self.all(name, self.exists_one(other, other == name))", message: a name is taken once}
`

func network(spec string) string {
	return `{"apiVersion": "example.org/v1", "kind": "Network", "metadata": {"name": "n"}, "spec": ` + spec + `}`
}

// judged runs the command over a definition and one change.
func judged(t *testing.T, text, before, after string) (verdict, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "definition.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out := &bytes.Buffer{}
	in := strings.NewReader(`[{"old": ` + network(before) + `, "new": ` + network(after) + `}]`)
	if err := run([]string{file}, in, out); err != nil {
		return verdict{}, err
	}
	answer := verdict{}
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.Definitions) != 1 || len(answer.Changes) != 1 {
		t.Fatalf("not one answer for each: %v", answer)
	}
	return answer, nil
}

func TestJudgesChanges(t *testing.T) {
	for name, test := range map[string]struct{ before, after, refused string }{
		"a change that is allowed":        {`{"zones": 3}`, `{"zones": 4}`, ""},
		"a rule about the old object":     {`{"zones": 4}`, `{"zones": 3}`, "zones cannot be taken away"},
		"a default is an old value":       {`{}`, `{"zones": 1}`, "zones cannot be taken away"},
		"a rule about the new one":        {`{}`, `{"names": ["a", "a"]}`, "a name is taken once"},
		"a validation that is not a rule": {`{}`, `{"zones": 7}`, "should be less than or equal to 6"},
	} {
		t.Run(name, func(t *testing.T) {
			answer, err := judged(t, definition, test.before, test.after)
			if err != nil {
				t.Fatal(err)
			}
			refusals := answer.Changes[0]
			if test.refused == "" {
				if len(refusals) != 0 {
					t.Errorf("refused: %v", refusals)
				}
				return
			}
			if len(refusals) != 1 || !strings.Contains(refusals[0].Message, test.refused) {
				t.Errorf("not refused for %q alone: %v", test.refused, refusals)
			}
		})
	}
}

func TestJudgesDefinitions(t *testing.T) {
	for name, test := range map[string]struct{ old, new, refused string }{
		"nothing is wrong":         {"", "", ""},
		"a rule that may cost all": {"maxItems: 5", "description: all", "estimated rule cost exceeds budget"},
		"a rule that makes no sense": {
			"self >= oldSelf", "self >= other", "undeclared reference to 'other'"},
	} {
		t.Run(name, func(t *testing.T) {
			answer, err := judged(t, strings.ReplaceAll(definition, test.old, test.new), `{}`, `{}`)
			if err != nil {
				t.Fatal(err)
			}
			refusals := answer.Definitions[0]
			if test.refused == "" && len(refusals) != 0 {
				t.Errorf("refused: %v", refusals)
			}
			if test.refused != "" && (len(refusals) == 0 || !strings.Contains(refusals[0].Message, test.refused)) {
				t.Errorf("not refused for %q: %v", test.refused, refusals)
			}
		})
	}
}

func TestNamesAKindThatIsNotDefined(t *testing.T) {
	_, err := judged(t, strings.ReplaceAll(definition, "Network", "Net"), `{}`, `{}`)
	if err == nil || !strings.Contains(err.Error(), "example.org/v1 Network is not defined") {
		t.Errorf("not said: %v", err)
	}
}
