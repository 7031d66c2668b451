package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"veldwerk/lang"
)

// factError is an error of the shell itself: a message of the catalogue with
// its arguments; its hint is the message id + ".hint".
type factError struct {
	id    string
	pairs []any
	exit  int
}

func (e *factError) Error() string { return e.id }

// misuse is wrong use of the command line.
func misuse(id string, pairs ...any) error { return &factError{id, pairs, exitUsage} }

// failure is right use that could not be done.
func failure(id string, pairs ...any) error { return &factError{id, pairs, exitFailed} }

// arity accepts min to max arguments; max -1 is any number.
func arity(low, high int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < low:
			return misuse("cli.usage.too-few", "Use", cmd.UseLine())
		case high >= 0 && len(args) > high:
			return misuse("cli.usage.too-many", "Argument", args[high], "Use", cmd.UseLine())
		}
		return nil
	}
}

// subcommands is for commands that list when bare and otherwise name what to
// do: an unknown word is no argument.
func subcommands(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return unknownCommand(cmd, args[0])
}

func unknownCommand(cmd *cobra.Command, name string) error {
	cmd.SuggestionsMinimumDistance = 2
	near := cmd.SuggestionsFor(name)
	if len(near) > 0 {
		return misuse("cli.usage.unknown-near", "Command", name, "Near", strings.Join(near, ", "), "Program", cmd.CommandPath())
	}
	return misuse("cli.usage.unknown", "Command", name, "Program", cmd.CommandPath())
}

// flagError turns what pflag says in English into a typed fact.
func flagError(cmd *cobra.Command, err error) error {
	var missing *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	help := cmd.CommandPath() + " --help"
	switch {
	case errors.Is(err, pflag.ErrHelp):
		return err
	case errors.As(err, &missing):
		name := "--" + missing.GetSpecifiedName()
		if missing.GetSpecifiedShortnames() != "" {
			name = "-" + missing.GetSpecifiedName()
		}
		return misuse("cli.usage.flag", "Flag", name, "Help", help)
	case errors.As(err, &bare):
		return misuse("cli.usage.flag-value", "Flag", "--"+bare.GetFlag().Name, "Help", help)
	case errors.As(err, &invalid):
		return misuse("cli.usage.flag-invalid", "Flag", "--"+invalid.GetFlag().Name, "Value", invalid.GetValue(), "Help", help)
	}
	return misuse("cli.usage.flag-other", "Reason", err.Error(), "Help", help)
}

func checkLanguage(tag string) error {
	if tag != "" && !lang.Speaks(tag) {
		return misuse("cli.usage.lang", "Value", tag)
	}
	return nil
}

// oneOf refuses a flag's value that is not in the list.
func oneOf(flag, value string, allowed ...string) error {
	for _, a := range allowed {
		if value == a {
			return nil
		}
	}
	return misuse("cli.usage.one-of", "Flag", flag, "Value", value, "Allowed", strings.Join(allowed, ", "))
}
