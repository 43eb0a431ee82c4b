package cli

import "github.com/spf13/pflag"

// texts are the values of a flag that may be repeated. pflag's own kind writes its default as CSV when it is made, which for
// all such flags of the tree costs every start a third of a millisecond.
type texts []string

var _ pflag.SliceValue = (*texts)(nil)

// textsVar adds a flag that may be repeated.
func textsVar(f *pflag.FlagSet, values *[]string, name, usage string) {
	f.Var((*texts)(values), name, usage)
}

// Set adds a value.
func (t *texts) Set(value string) error {
	*t = append(*t, value)
	return nil
}

// Type is the name under which the completion knows that the flag may be repeated.
func (t *texts) Type() string { return "stringArray" }

// String is empty: no such flag has a default that its help could show.
func (t *texts) String() string { return "" }

// Append adds a value.
func (t *texts) Append(value string) error { return t.Set(value) }

// Replace puts other values in place of all.
func (t *texts) Replace(values []string) error {
	*t = values
	return nil
}

// GetSlice is all values.
func (t *texts) GetSlice() []string { return *t }
