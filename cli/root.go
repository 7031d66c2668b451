package cli

import (
	"errors"

	"github.com/spf13/cobra"
)

// Groups of commands on the help page.
const (
	groupStart    = "start"
	groupWork     = "work"
	groupProject  = "project"
	groupSecurity = "security"
)

// root builds the command tree in the person's language.
func (s *Shell) root() *cobra.Command {
	root := s.screensCommand()
	flags := root.PersistentFlags()
	flags.StringVarP(&s.project, "project", "p", "", s.t.Say("cli.flag.project"))
	flags.StringVar(&s.coder, "coder", "", s.t.Say("cli.flag.coder"))
	flags.StringVar(&s.language, "lang", "", s.t.Say("cli.flag.lang"))
	flags.BoolVar(&s.json, "json", false, s.t.Say("cli.flag.json"))
	s.copyFlags(root)
	flags.BoolP("help", "h", false, s.t.Say("cli.flag.help"))
	root.Flags().BoolP("version", "v", false, s.t.Say("cli.flag.version"))
	root.Version = s.Env.Version
	root.SetVersionTemplate("veldwerk {{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		return errors.Join(checkLanguage(s.language), s.checkCopyFlags())
	}

	for _, g := range []string{groupStart, groupWork, groupProject, groupSecurity} {
		root.AddGroup(&cobra.Group{ID: g, Title: s.t.Say("cli.group." + g)})
	}
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	add(groupStart, s.demoCommand(), s.newCommand(), s.importCommand())
	add(groupWork, s.searchCommand(), s.codeCommand(), s.fragmentsCommand(), s.exportCommand(), s.statsCommand())
	add(groupProject, s.codesCommand(), s.themesCommand(), s.documentsCommand(), s.reviseCommand(), s.speakersCommand(), s.casesCommand(), s.memosCommand(), s.codersCommand(), s.quarantineCommand(), s.mergeCommand())
	add(groupSecurity, s.undoCommand(), s.redoCommand(), s.changesCommand(), s.checkCommand(), s.backupCommand(), s.restoreCommand(), s.reindexCommand(), s.publishCommand(), s.forgetCommand(), s.pseudonymsCommand())
	s.wordCobra(root)
	return root
}

// manual is the name of fang's command for the manual page.
const manual = "man"

// wordCobra words the commands that cobra adds itself.
func (s *Shell) wordCobra(root *cobra.Command) {
	root.AddCommand(&cobra.Command{Use: manual, Short: s.t.Say("cli.man.short"), Hidden: true, Args: arity(0, 0), RunE: func(c *cobra.Command, _ []string) error { return c.Help() }})
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Short, c.GroupID = s.t.Say("cli.help.short"), groupSecurity
		case "completion":
			c.Short, c.GroupID = s.t.Say("cli.completion.short"), groupSecurity
		}
	}
}

// command is a command whose texts stand in the catalogue under cli.ID.
func (s *Shell) command(use, id string, args cobra.PositionalArgs, run func(cmd *cobra.Command, args []string) error) *cobra.Command {
	c := &cobra.Command{Use: use, Short: s.t.Say("cli." + id + ".short"), Args: args, RunE: run, DisableFlagsInUseLine: true}
	if long := "cli." + id + ".long"; s.t.Knows(long) {
		c.Long = s.t.Say(long)
	}
	if example := "cli." + id + ".example"; s.t.Knows(example) {
		c.Example = s.t.Say(example)
	}
	return c
}
