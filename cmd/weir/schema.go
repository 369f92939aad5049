package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"weir/report"
	"weir/scenarios"
	"weir/scenarios/say"
)

func (p *program) schemaCommand() *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:   "schema [KIND]",
		Short: "Print the JSON Schema of a kind of file, for editors",
		Long: "Prints the JSON Schema of a kind of file: names, types, units and what is required, by which editors complete and\n" +
			"check. Without KIND: the kinds there are. --to writes all of them, or that of KIND, as KIND.schema.json. An editor\n" +
			"with a YAML language server takes the schema that a file's first line names:\n\n" +
			"  # yaml-language-server: $schema=schema/policy.schema.json",
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: schemaKinds(),
		RunE: func(_ *cobra.Command, args []string) error {
			kinds := schemaKinds()
			if len(args) > 0 {
				if !slices.Contains(kinds, args[0]) {
					return usage("schema %s; want one of %s", args[0], strings.Join(kinds, ", "))
				}
				kinds = args
			}
			switch {
			case to != "":
				return p.writeSchemas(to, kinds)
			case len(args) > 0:
				_, err := p.stdout.Write(schema(args[0]))
				return err
			}
			return p.listSchemas()
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "`DIRECTORY` to write schemas to")
	return cmd
}

// resultsKind is the kind of file that a run writes.
const resultsKind = "results"

// schemaKinds lists the kinds that have a schema.
func schemaKinds() []string {
	var kinds []string
	for _, kind := range scenarios.Kinds() {
		kinds = append(kinds, string(kind))
	}
	return append(kinds, resultsKind)
}

// schema returns the JSON Schema of a kind.
func schema(kind string) []byte {
	if kind == resultsKind {
		return report.ResultsSchema()
	}
	return scenarios.Schema(scenarios.Kind(kind))
}

// writeSchemas writes schemas to files of a folder, which is made.
func (p *program) writeSchemas(dir string, kinds []string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, kind := range kinds {
		path := filepath.Join(dir, kind+".schema.json")
		err := writeFile(path, func(w io.Writer) error { _, err := w.Write(schema(kind)); return err })
		if err != nil {
			return err
		}
		fmt.Fprintln(p.stdout, path)
	}
	return nil
}

// listSchemas writes a line for each kind: its name, what the first field of
// such a file says, and what it is.
func (p *program) listSchemas() error {
	tab := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, kind := range schemaKinds() {
		fmt.Fprintf(tab, "%s\t%s/v1\t%s\n", kind, kind, say.Text(kindCodes[kind]))
	}
	return tab.Flush()
}

// kindCodes are the sentences that say what a kind of file holds.
var kindCodes = map[string]string{
	"scenario": "R171", "institution": "R172", "policy": "R173", "population": "R174", "gates": "R175", "map": "R177", resultsKind: "R176",
}
