package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	kjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

const documentSeparator = "---"

var (
	separatorLine = regexp.MustCompile(`(?m)^` + documentSeparator + `.*$`)
	// yamlErrorLine finds the line, counted in its document, that a YAML error is about.
	yamlErrorLine = regexp.MustCompile(`(?s)line (\d+): (.*)`)
)

// document is one YAML document of a template's output.
type document struct {
	unstructured.Unstructured

	line int // the template's line that begins it
}

// String names the document in an error.
func (d document) String() string {
	if d.GetName() == "" {
		return d.GetKind()
	}
	return fmt.Sprintf("%s %q", d.GetKind(), d.GetName())
}

// field decodes a field of the document. It refuses names that it does not know, so that a typing error is told.
func (d document) field(name string, into any) error {
	value, found := d.Object[name]
	if !found {
		return fmt.Errorf("has no %s", name)
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	unknown, err := kjson.UnmarshalStrict(raw, into)
	if err := errors.Join(append(unknown, err)...); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// documents decodes the output. Documents with nothing in them are left out: conditions in a template make them.
func (r *rendering) documents() ([]document, error) {
	output := r.out.Bytes()
	var docs []document
	start := 0
	for _, end := range append(separatorLine.FindAllIndex(output, -1), []int{len(output), len(output)}) {
		behind := bytes.TrimPrefix(output[end[0]:end[1]], []byte(documentSeparator))
		if behind = bytes.TrimSpace(behind); len(behind) > 0 && behind[0] != '#' {
			return nil, fmt.Errorf("template line %d: %q follows a document separator", r.templateLine(end[0]), behind)
		}
		doc, err := r.decode(start, end[0])
		if err != nil {
			return nil, err
		}
		if doc.Object != nil {
			docs = append(docs, doc)
		}
		start = end[1]
	}
	return docs, nil
}

func (r *rendering) decode(start, end int) (document, error) {
	text := r.out.Bytes()[start:end]
	blank := len(text) - len(bytes.TrimLeft(text, " \t\r\n"))
	doc := document{line: r.templateLine(start + blank)}
	raw, err := yaml.YAMLToJSONStrict(text)
	if err != nil {
		return doc, r.yamlError(err, doc, start, end)
	}
	if err := kjson.UnmarshalCaseSensitivePreserveInts(raw, &doc.Object); err != nil {
		return doc, fmt.Errorf("template line %d: not an object: %.80s", doc.line, raw)
	}
	if doc.Object == nil {
		return doc, nil
	}
	if doc.GetAPIVersion() == "" || doc.GetKind() == "" {
		return doc, fmt.Errorf("template line %d: no apiVersion or no kind: %.80s", doc.line, raw)
	}
	// An unquoted number or boolean would be lost: annotations are read as strings.
	if _, _, err := unstructured.NestedStringMap(doc.Object, "metadata", "annotations"); err != nil {
		return doc, fmt.Errorf("template line %d: %s: %w", doc.line, doc, err)
	}
	return doc, nil
}

// yamlError says where in the template a YAML error comes from, and what was made of that line.
func (r *rendering) yamlError(err error, doc document, start, end int) error {
	found := yamlErrorLine.FindStringSubmatch(err.Error())
	if found == nil {
		return fmt.Errorf("template line %d: %w", doc.line, err)
	}
	number, _ := strconv.Atoi(found[1]) //nolint:errcheck // the expression matches digits
	text := r.out.Bytes()[start:end]
	for ; number > 1; number-- {
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return fmt.Errorf("template line %d, rendered as %.80q: %s", r.templateLine(end-len(text)), line, found[2])
}
