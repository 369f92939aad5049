package param

import (
	"encoding/json"
	"strings"

	"github.com/invopop/jsonschema"

	"weir/sim/dist"
)

// Schema returns the JSON Schema of the files that the set reads, for editors.
// It knows names, types, units, words and what is required; ranges of
// quantities with units and checks over several fields are Bind's.
func (s *Set) Schema(title string) *jsonschema.Schema {
	schema := objectOf(s.decls, s.clauses)
	schema.Version = jsonschema.Version
	schema.Title = title
	for _, kind := range drawn(s.decls) {
		if schema.Definitions == nil {
			schema.Definitions = jsonschema.Definitions{}
		}
		schema.Definitions[distName(kind)] = distSchema(kind)
	}
	return schema
}

// drawn returns the kinds that distributions among the declarations, or below
// them, draw.
func drawn(decls []*Decl) []Kind {
	var kinds []Kind
	for _, d := range decls {
		if d.Kind == KindDist {
			kinds = append(kinds, d.Of)
		}
		kinds = append(kinds, drawn(d.Fields)...)
		kinds = append(kinds, drawn(d.Cases)...)
	}
	return kinds
}

// distName is what the schema calls a distribution of a kind. Its schema is
// long, and stands in a file's schema once.
func distName(of Kind) string { return of.String() + "-distribution" }

// objectOf returns the schema of a mapping with fixed keys.
func objectOf(decls []*Decl, clauses bool) *jsonschema.Schema {
	schema := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema}
	for _, d := range decls {
		if d.Rest {
			schema.PropertyNames = &jsonschema.Schema{Pattern: namePattern}
			schema.AdditionalProperties = orNothing(objectOf(d.Fields, d.clauses))
			continue
		}
		schema.Properties.Set(d.Name, d.schema())
		if d.required() {
			schema.Required = append(schema.Required, d.Name)
		}
	}
	if _, declared := schema.Properties.Get("clause"); clauses && !declared {
		schema.Properties.Set("clause", clauseSchema())
	}
	return schema
}

// required says whether a file must have the key: it, or a field of the group.
func (d *Decl) required() bool {
	if d.Kind == KindGroup && !d.Must && d.given == nil {
		for _, field := range d.Fields {
			if field.required() {
				return true
			}
		}
	}
	return d.Must
}

func clauseSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Description: "The reference of your own rule book."}
}

// schema returns the schema of one parameter.
func (d *Decl) schema() *jsonschema.Schema {
	schema := d.form()
	if d.clauses && !d.Kind.nests() && d.Kind != KindRaw {
		long := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(),
			AdditionalProperties: jsonschema.FalseSchema, Required: []string{"value"}}
		long.Properties.Set("value", d.form())
		long.Properties.Set("clause", clauseSchema())
		schema = &jsonschema.Schema{AnyOf: []*jsonschema.Schema{schema, long}}
	}
	schema.Description = d.description()
	if d.Default != "" {
		schema.Default = d.Default
	}
	return schema
}

// description is the doc with the range.
func (d *Decl) description() string {
	if text := d.RangeText(); text != "" {
		return strings.TrimSpace(d.Doc + " Range: " + text + ".")
	}
	return d.Doc
}

// form returns the schema of what may be written.
func (d *Decl) form() *jsonschema.Schema {
	switch d.Kind {
	case KindGroup:
		if d.text {
			return &jsonschema.Schema{AnyOf: append(anyScalar().AnyOf, objectOf(d.Fields, d.clauses))}
		}
		return objectOf(d.Fields, d.clauses)
	case KindMap:
		return &jsonschema.Schema{Type: "object", PropertyNames: &jsonschema.Schema{Pattern: namePattern},
			AdditionalProperties: orNothing(objectOf(d.Fields, d.clauses))}
	case KindList:
		return &jsonschema.Schema{Type: "array", Items: objectOf(d.Fields, d.clauses)}
	case KindOneOf:
		return d.casesSchema()
	case KindNames:
		return &jsonschema.Schema{Type: "array", UniqueItems: true, Items: nameSchema()}
	case KindNumbers:
		return &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Type: "number"}}
	case KindMix:
		return &jsonschema.Schema{Type: "object", PropertyNames: &jsonschema.Schema{Pattern: namePattern},
			AdditionalProperties: pattern(KindShare)}
	case KindDist:
		return &jsonschema.Schema{Ref: "#/$defs/" + distName(d.Of)}
	default:
		return d.scalarSchema()
	}
}

// orNothing lets an element whose fields all have defaults be empty.
func orNothing(object *jsonschema.Schema) *jsonschema.Schema {
	if len(object.Required) > 0 {
		return object
	}
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{object, {Type: "null"}}}
}

// casesSchema is a list of single-key mappings, or a case's name alone.
func (d *Decl) casesSchema() *jsonschema.Schema {
	item := &jsonschema.Schema{}
	names := &jsonschema.Schema{Type: "string"}
	for _, c := range d.Cases {
		object := objectOf(c.Fields, d.clauses)
		object.Description = c.Doc
		single := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(),
			AdditionalProperties: jsonschema.FalseSchema, Required: []string{c.Name}}
		single.Properties.Set(c.Name, object)
		item.AnyOf = append(item.AnyOf, single)
		if len(object.Required) == 0 {
			names.Enum = append(names.Enum, c.Name)
		}
	}
	if len(names.Enum) > 0 {
		item.AnyOf = append(item.AnyOf, names)
	}
	return &jsonschema.Schema{Type: "array", Items: item}
}

func (d *Decl) scalarSchema() *jsonschema.Schema {
	switch d.Kind {
	case KindChoice:
		schema := &jsonschema.Schema{Type: "string"}
		for _, word := range d.Choices {
			schema.Enum = append(schema.Enum, word)
		}
		return schema
	case KindFlag:
		return &jsonschema.Schema{Type: "boolean"}
	case KindNumber:
		return d.limited(&jsonschema.Schema{Type: "number"})
	case KindCount:
		return d.limited(&jsonschema.Schema{Type: "integer"})
	case KindName:
		return nameSchema()
	case KindRaw:
		return &jsonschema.Schema{}
	case KindText:
		return anyScalar()
	default:
		return pattern(d.Kind)
	}
}

// limited adds the range of a number without a unit.
func (d *Decl) limited(schema *jsonschema.Schema) *jsonschema.Schema {
	schema.Minimum, schema.Maximum = json.Number(d.Low), json.Number(d.High)
	return schema
}

// namePattern is the pattern of a name.
const namePattern = `^[\p{L}\p{N}_-][\p{L}\p{N}_+-]*$`

// nameSchema takes numbers too, since YAML reads the name 1 as one.
func nameSchema() *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "string", Pattern: namePattern}, {Type: "integer"}}}
}

func anyScalar() *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "string"}, {Type: "number"}, {Type: "boolean"}}}
}

// pattern returns the schema of a quantity with a unit, or of a date.
func pattern(kind Kind) *jsonschema.Schema {
	const number = `[+-]?[0-9][0-9_]*(\.[0-9_]+)?(e[+-]?[0-9]+)?`
	const time = `(yr|mo|wk|w|d|h|m|s|ms|us)`
	const length = `-?([0-9][0-9_]*(\.[0-9_]+)?(e[+-]?[0-9]+)?` + time + `)+`
	switch kind {
	case KindShare:
		return &jsonschema.Schema{Type: "string", Pattern: `^` + number + `%$`}
	case KindRate:
		return &jsonschema.Schema{Type: "string", Pattern: `^` + number + `/` + time + `$`}
	case KindDuration:
		return &jsonschema.Schema{Type: "string", Pattern: `^` + length + `$`}
	case KindDeadline:
		return &jsonschema.Schema{Type: "string", Pattern: `^(` + length + `|[0-9_]+wd)$`}
	case KindMoney:
		return &jsonschema.Schema{Type: "string", Pattern: `^` + number + ` ?[A-Z]{3}$`}
	case KindDate:
		return &jsonschema.Schema{Type: "string", Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?)?$`}
	default:
		return &jsonschema.Schema{Type: "number"}
	}
}

// distSchema is one value, or a family with its parameters.
func distSchema(of Kind) *jsonschema.Schema {
	families := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema}
	one := uint64(1)
	families.MinProperties, families.MaxProperties = &one, &one
	for _, family := range dist.Families() {
		object := &jsonschema.Schema{Type: "object", Description: family.Doc + "; " + family.Want(),
			Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema}
		for _, name := range parameterNames(family) {
			kind := KindNumber
			if p, _ := family.Param(name); p.HasUnit {
				kind = of
			}
			object.Properties.Set(name, pattern(kind))
		}
		if family.Name == "constant" {
			object = &jsonschema.Schema{AnyOf: []*jsonschema.Schema{pattern(of), object}}
		}
		families.Properties.Set(family.Name, object)
	}
	file := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema, Required: []string{"file"}}
	file.Properties.Set("file", &jsonschema.Schema{Type: "string"})
	file.Properties.Set("unit", &jsonschema.Schema{Type: "string"})
	families.Properties.Set("empirical", &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "string"}, file}})
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{pattern(of), families}}
}
