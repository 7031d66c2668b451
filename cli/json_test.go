package cli_test

import (
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// json PATH WANT checks the JSON on the last stdout. PATH is keys and indices
// joined by dots, "len" the length, "keys" the sorted keys; "." is the whole.
func checkJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: json PATH WANT")
	}
	var v any
	if err := json.Unmarshal([]byte(ts.ReadFile("stdout")), &v); err != nil {
		ts.Fatalf("stdout is no JSON: %v", err)
	}
	got, err := walk(v, strings.Split(strings.Trim(args[0], "."), "."))
	if err != nil {
		ts.Fatalf("%s: %v", args[0], err)
	}
	if (got == args[1]) == neg {
		ts.Fatalf("%s is %s, want %s", args[0], got, args[1])
	}
}

func walk(v any, path []string) (string, error) {
	for _, step := range path {
		if step == "" {
			continue
		}
		switch at := v.(type) {
		case map[string]any:
			if step == "keys" {
				var keys []string
				for k := range at {
					keys = append(keys, k)
				}
				sort.Strings(keys)
				return strings.Join(keys, " "), nil
			}
			next, ok := at[step]
			if !ok {
				return "", fmt.Errorf("no key %q", step)
			}
			v = next
		case []any:
			if step == "len" {
				return strconv.Itoa(len(at)), nil
			}
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(at) {
				return "", fmt.Errorf("no item %q of %d", step, len(at))
			}
			v = at[i]
		default:
			return "", fmt.Errorf("%q in %v", step, v)
		}
	}
	if s, ok := v.(string); ok {
		return s, nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}
