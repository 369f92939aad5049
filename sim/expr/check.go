package expr

import (
	"strconv"

	"cel.dev/cel-go/checker"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/containers"
	"cel.dev/cel-go/common/decls"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// celType is the type that stands for a unit in cel-go: a type of its own for
// each, so that its checker keeps them apart. Logic insists on its own bool.
func (u Unit) celType() *types.Type {
	if u == Flag {
		return types.BoolType
	}
	return types.NewOpaqueType(u.plain().String())
}

// unitOf is the inverse of celType; 0 for what cel-go could not type.
func unitOf(t *types.Type) Unit {
	switch {
	case t == nil:
		return 0
	case t.Kind() == types.BoolKind:
		return Flag
	case t.Kind() == types.ListKind:
		return list
	}
	for u := Number; u <= word; u++ {
		if u.plain() == u && t.TypeName() == u.String() {
			return u
		}
	}
	return 0
}

// signature collects the overloads of one operator or function.
type signature struct {
	name string
	all  []decls.FunctionOpt
}

// add declares name(arguments) = result.
func (s *signature) add(result Unit, arguments ...*types.Type) {
	id := s.name + strconv.Itoa(len(s.all))
	s.all = append(s.all, decls.Overload(id, arguments, result.celType()))
}

// declarations writes the rules of unit.go as overloads for cel-go's checker.
func declarations() []*decls.FunctionDecl {
	var out []*decls.FunctionDecl
	declare := func(name string, overloads func(*signature)) {
		s := signature{name: name}
		overloads(&s)
		f, err := decls.NewFunction(name, s.all...)
		if err != nil {
			panic("expr: declarations: " + err.Error())
		}
		out = append(out, f)
	}
	for _, op := range [...]string{operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals} {
		declare(op, func(s *signature) { s.pairs(alike, Flag) })
	}
	for _, op := range [...]string{operators.Equals, operators.NotEquals} {
		declare(op, (*signature).equalities)
	}
	for _, op := range [...]string{operators.Add, operators.Subtract, "min", "max"} {
		declare(op, func(s *signature) { s.pairs(alike, 0) })
	}
	for _, op := range [...]string{operators.Negate, "abs"} {
		declare(op, func(s *signature) {
			for _, u := range quantities {
				s.add(u, u.celType())
			}
		})
	}
	declare(operators.Multiply, func(s *signature) { s.pairs(product, 0) })
	declare(operators.Divide, func(s *signature) { s.pairs(quotient, 0) })
	declare(operators.LogicalNot, func(s *signature) { s.add(Flag, types.BoolType) })
	declare(operators.LogicalAnd, func(s *signature) { s.add(Flag, types.BoolType, types.BoolType) })
	declare(operators.LogicalOr, func(s *signature) { s.add(Flag, types.BoolType, types.BoolType) })
	declare(operators.Conditional, (*signature).choices)
	declare(operators.In, (*signature).memberships)
	return out
}

// pairs adds every pair of quantities that the rule allows; result 0 stands for
// the rule's own.
func (s *signature) pairs(rule func(a, b Unit) (Unit, bool), result Unit) {
	for _, a := range quantities {
		for _, b := range quantities {
			u, ok := rule(a, b)
			if result != 0 {
				u = result
			}
			if ok {
				s.add(u, a.celType(), b.celType())
			}
		}
	}
}

func (s *signature) equalities() {
	s.pairs(alike, Flag)
	s.add(Flag, Flag.celType(), Flag.celType())
	s.add(Flag, Text.celType(), word.celType())
	s.add(Flag, word.celType(), Text.celType())
}

func (s *signature) choices() {
	s.add(Flag, Flag.celType(), Flag.celType(), Flag.celType())
	for _, a := range quantities {
		for _, b := range quantities {
			if u, ok := alike(a, b); ok {
				s.add(u, Flag.celType(), a.celType(), b.celType())
			}
		}
	}
}

func (s *signature) memberships() {
	s.add(Flag, Text.celType(), types.NewListType(word.celType()))
	for _, a := range quantities {
		for _, b := range quantities {
			if _, ok := alike(a, b); ok {
				s.add(Flag, a.celType(), types.NewListType(b.celType()))
			}
		}
	}
}

// check lets cel-go type the tree and reports whether it found nothing wrong.
// What was wrong is read from the types it could not find (explain.go).
func check(parsed *ast.AST, source common.Source, v *Vocabulary, tokens []token) (*ast.AST, bool) {
	env, err := checker.NewEnv(containers.DefaultContainer, types.NewEmptyRegistry())
	if err == nil {
		err = env.AddFunctions(v.functions...)
	}
	for i := 0; i < len(tokens) && err == nil; i++ {
		switch t := tokens[i]; t.sort {
		case sign, function:
		case bad:
			err = env.AddIdents(decls.NewVariable(operand(i), types.DynType))
		default:
			err = env.AddIdents(decls.NewVariable(operand(i), t.unit.celType()))
		}
	}
	if err != nil {
		panic("expr: check: " + err.Error())
	}
	checked, errs := checker.Check(parsed, source, env)
	return checked, len(errs.GetErrors()) == 0
}
