package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

const (
	inputAPIVersion = "gotemplating.fn.crossplane.io/v1beta1"
	inputKind       = "GoTemplate"
	sourceInline    = "Inline"
)

// The options that text/template knows; it panics on any other.
var templateOptions = []string{"missingkey=default", "missingkey=invalid", "missingkey=zero", "missingkey=error"}

// goTemplate is a pipeline step's input. Decoding refuses fields that are not here.
type goTemplate struct {
	metav1.TypeMeta `json:",inline"`

	Metadata map[string]any `json:"metadata,omitempty"`
	Source   string         `json:"source"`
	Inline   inline         `json:"inline,omitzero"`
	Delims   *delims        `json:"delims,omitempty"`
	Options  []string       `json:"options,omitempty"`

	// Known, so that the message is about the source and not about a field's name.
	FileSystem  map[string]any `json:"fileSystem,omitempty"`
	Environment map[string]any `json:"environment,omitempty"`
}

type inline struct {
	Template  string   `json:"template,omitempty"`
	Templates []string `json:"templates,omitempty"`
}

type delims struct {
	Left  string `json:"left,omitempty"`
	Right string `json:"right,omitempty"`
}

// DeepCopyObject exists because the SDK decodes input into a runtime.Object only.
func (in *goTemplate) DeepCopyObject() runtime.Object {
	out := *in
	return &out
}

func (in *goTemplate) validate() error {
	if in.APIVersion != inputAPIVersion || in.Kind != inputKind {
		return fmt.Errorf("it is a %q of %q; only %q of %q is known", in.Kind, in.APIVersion, inputKind, inputAPIVersion)
	}
	if in.Source != sourceInline {
		return fmt.Errorf("source is %q; only %q is supported here", in.Source, sourceInline)
	}
	if (in.Inline.Template == "") == (len(in.Inline.Templates) == 0) {
		return errors.New("set exactly one of inline.template and inline.templates")
	}
	if in.Delims != nil && (in.Delims.Left == "" || in.Delims.Right == "") {
		return fmt.Errorf("delims are left %q and right %q; set both", in.Delims.Left, in.Delims.Right)
	}
	for _, o := range in.Options {
		if !slices.Contains(templateOptions, o) {
			return fmt.Errorf("unknown option %q; allowed: %s", o, strings.Join(templateOptions, ", "))
		}
	}
	return nil
}

// text is the whole template; several templates are the documents of one.
func (in *goTemplate) text() string {
	if in.Inline.Template != "" {
		return in.Inline.Template
	}
	return strings.Join(in.Inline.Templates, "\n"+documentSeparator+"\n")
}
