//! Calls of scalar functions.

use std::sync::Arc;

use quarry_data::{Type, Value};
use quarry_diagnostics::{Code, Diagnostic, Fix, Span};
use quarry_functions::{ArgumentRule, CallError, ResultType, ScalarFunction, Signature, TypeSet, scalar};
use quarry_syntax::ast;

use super::expr::{Scalar, article, convert};
use super::operators::is_element_function;
use super::{Binder, branches, overload};
use crate::rewrite::fold;
use crate::scope::{Local, Row};
use crate::types::{self, Ty};
use crate::{Expr, ExprKind};

/// The type that a signature gives for converted arguments; none when the signature can't say.
pub(crate) fn result_type(signature: &Signature, arguments: &[Type]) -> Option<Type> {
    Some(match signature.result {
        ResultType::Fixed(ty) => ty,
        ResultType::Argument(position) => *arguments.get(position)?,
        ResultType::Common(from) => {
            types::common_of(arguments.iter().skip(from).map(|&ty| Ty::Known(ty)))?.known()?
        }
        ResultType::Widest => types::widest(arguments)?,
        ResultType::Columns(_) => Type::Dynamic,
        ResultType::Custom(compute) => compute(arguments),
    })
}

impl<'a> Binder<'a> {
    pub(crate) fn call(&mut self, call: &'a ast::Call, row: &Row, span: Span) -> Scalar {
        let name = call.name.text.as_str();
        if let Some(local) = self.local(name) {
            return self.call_local(call, &local, row, span);
        }
        if self.aggregates.is_some()
            && let Some(function) = quarry_functions::aggregate::lookup(name)
        {
            return self.aggregate_call(function, call, row, span);
        }
        match name {
            "toscalar" => return self.first_cell(call, span),
            "column_ifexists" | "columnifexists" => return self.column_if_exists(call, row, span),
            "iscolumnexists" => return self.is_column_exists(call, row, span),
            "column_names_of" => return self.column_names_of(call, span),
            "ingestion_time" if call.arguments.is_empty() => {
                if let Some(time) = event_time(row, span) {
                    return time;
                }
            }
            "bin_auto" => return self.bin_auto_call(call, row, span),
            "pack_all" => return self.pack_all(call, row, span),
            name if is_element_function(name) => return self.element_call(call, row, span),
            "bag_pack_columns" => return self.bag_pack_columns(call, row, span),
            _ => {}
        }
        let Some(function) = scalar::lookup(name) else { return self.unknown_function(call, row, span) };
        self.hint_obsolete(&call.name, function.name, function.obsolete);
        if let Some(reason) = function.unavailable.filter(|_| self.cx.catalog.locations().is_none()) {
            self.warning(
                Code::NotAvailable,
                call.name.span,
                format!("'{}' finds nothing: {reason}", call.name.text),
            );
        }
        let (arguments, target) = self.call_arguments(call, row);
        let result = self.checked_call(function, &call.name, call, arguments, row, span);
        match target {
            Some(ty) => self.typed(result, ty, span),
            None => result,
        }
    }

    fn call_local(
        &mut self,
        call: &'a ast::Call,
        local: &std::rc::Rc<Local<'a>>,
        row: &Row,
        span: Span,
    ) -> Scalar {
        match &**local {
            Local::Function(function) => {
                let function = *function;
                self.call_local_scalar(function, &call.name, &call.arguments, row, span)
            }
            Local::Broken => Scalar::unknown(span),
            Local::Scalar { .. }
            | Local::Table(_)
            | Local::Step { .. }
            | Local::Element(_)
            | Local::Pattern(_) => {
                self.error(
                    Code::UnknownFunction,
                    call.name.span,
                    format!("'{}' is not a function", call.name.text),
                );
                Scalar::unknown(span)
            }
        }
    }

    /// The bound arguments, with `*` as all columns, and the type of a last `typeof(…)`.
    fn call_arguments(&mut self, call: &'a ast::Call, row: &Row) -> (Vec<Scalar>, Option<Type>) {
        let mut arguments = Vec::with_capacity(call.arguments.len());
        let mut target = None;
        for argument in &call.arguments {
            match &argument.kind {
                ast::ExprKind::TypeOf(ty) => match Type::from_name(&ty.name.text) {
                    Some(ty) => target = Some(ty),
                    None => self.unknown_type(&ty.name),
                },
                // The columns of a parameter `(*)` come with the call.
                ast::ExprKind::Star if row.broken && row.columns.is_empty() => {
                    arguments.push(Scalar::unknown(argument.span));
                }
                ast::ExprKind::Star => {
                    for (index, column) in row.columns.iter().enumerate() {
                        arguments.push(Scalar {
                            expr: Expr::column(index, column.ty, argument.span),
                            ty: column.bind_type(),
                        });
                    }
                }
                _ => arguments.push(self.scalar(argument, row)),
            }
        }
        (arguments, target)
    }

    pub(crate) fn unknown_type(&mut self, name: &ast::Name) {
        // The parser has said that it is missing.
        if name.text.is_empty() {
            return;
        }
        let known = Type::ALL.map(Type::name);
        self.unknown(Code::ExpectedType, "type", name, known);
    }

    /// `extract(…, typeof(long))`: the text converted.
    fn typed(&mut self, text: Scalar, ty: Type, span: Span) -> Scalar {
        if text.ty.is_unknown() {
            return Scalar { ty: Ty::Known(ty), ..Scalar::unknown(span) };
        }
        self.converted(text, ty, span)
    }

    /// A value as another type by the rules of `tolong`, `todatetime`, ….
    pub(crate) fn converted(&mut self, value: Scalar, ty: Type, span: Span) -> Scalar {
        if value.expr.ty == ty {
            return value;
        }
        if types::promotes(value.expr.ty, ty) || ty == Type::Dynamic || value.expr.ty == Type::Dynamic {
            return Scalar::new(convert(value.expr, ty));
        }
        self.function(scalar::conversion_name(ty), vec![value], span)
    }

    /// A call of a function by name, made by the binder itself.
    pub(crate) fn function(&mut self, name: &'static str, arguments: Vec<Scalar>, span: Span) -> Scalar {
        let Some(function) = scalar::lookup(name) else {
            self.not_implemented(span, name);
            return Scalar::unknown(span);
        };
        let tys: Vec<Ty> = arguments.iter().map(|argument| argument.ty).collect();
        let result = self.declared_result(function.name, function.signatures, &tys);
        self.run_call(function, arguments, result, span, span)
    }

    fn checked_call(
        &mut self,
        function: &'static ScalarFunction,
        name: &ast::Name,
        call: &'a ast::Call,
        arguments: Vec<Scalar>,
        row: &Row,
        span: Span,
    ) -> Scalar {
        let tys: Vec<Ty> = arguments.iter().map(|argument| argument.ty).collect();
        let result = self.declared_result(function.name, function.signatures, &tys);
        let broken = Scalar { ty: result, ..Scalar::unknown(span) };
        if !self.check_arguments(function.signatures, name, &arguments, &tys, call)
            || !self.check_branches(function.name, &arguments)
        {
            return broken;
        }
        let _ = row;
        if arguments.iter().any(|argument| argument.ty.is_unknown() && is_placeholder(&argument.expr)) {
            return broken;
        }
        self.run_call(function, arguments, result, name.span, span)
    }

    /// Checks number, types and rules of arguments; says what is wrong at the smallest place.
    fn check_arguments(
        &mut self,
        signatures: &'static [Signature],
        name: &ast::Name,
        arguments: &[Scalar],
        tys: &[Ty],
        call: &'a ast::Call,
    ) -> bool {
        if !self.check_count(&name.text, name.span, signatures.iter().map(Signature::arity), arguments.len())
        {
            return false;
        }
        let best = overload::best(signatures, tys);
        let [only] = best.as_slice() else {
            if tys.iter().any(|ty| ty.is_unknown()) {
                return true;
            }
            let names: Vec<&str> = tys.iter().map(|ty| ty.or_dynamic().name()).collect();
            self.error(
                Code::OperatorTypes,
                name.span,
                format!("'{}' is not defined for {}", name.text, names.join(", ")),
            );
            return false;
        };
        let signature = &signatures[*only];
        let mut good = true;
        for (position, argument) in arguments.iter().enumerate() {
            let Some(param) = overload::param(signature.params, position, tys) else { continue };
            let place = call.arguments.get(position).map_or(argument.expr.span, |expr| expr.span);
            if overload::fit(param.accepts, argument.ty) == overload::Fit::None {
                let mark = self.mark();
                self.expected(type_code(param.accepts), place, &set_name(param.accepts), argument.ty);
                if let Some(expr) = call.arguments.get(position) {
                    self.advise_argument(mark, expr, param.accepts);
                }
                good = false;
            } else {
                good &= self.check_rule(param.rule, argument, place, &name.text);
            }
        }
        good
    }

    /// Checks the number of arguments; the message stands at the function's name.
    pub(crate) fn check_count(
        &mut self,
        name: &str,
        span: Span,
        arities: impl Iterator<Item = (usize, usize)>,
        count: usize,
    ) -> bool {
        let arities: Vec<(usize, usize)> = arities.collect();
        if arities.iter().any(|(min, max)| (*min..=*max).contains(&count)) || arities.is_empty() {
            return true;
        }
        let min = arities.iter().map(|arity| arity.0).min().unwrap_or(0);
        let max = arities.iter().map(|arity| arity.1).max().unwrap_or(0);
        let wanted = if min == max {
            format!("{min} argument{}", if min == 1 { "" } else { "s" })
        } else if max >= usize::from(u16::MAX) / 2 {
            format!("at least {min} arguments")
        } else {
            format!("{min} to {max} arguments")
        };
        let code = if min == max { Code::ArgumentCount } else { Code::ArgumentCountRange };
        self.error(code, span, format!("'{name}' takes {wanted}, not {count}"));
        false
    }

    fn check_rule(&mut self, rule: ArgumentRule, argument: &Scalar, span: Span, function: &str) -> bool {
        if argument.ty.is_unknown() {
            return true;
        }
        match rule {
            ArgumentRule::Any | ArgumentRule::StarAllowed | ArgumentRule::Name => true,
            ArgumentRule::Constant | ArgumentRule::Literal => {
                let good = !argument.expr.reads_row();
                if !good {
                    self.error(Code::ExpectedConstant, span, format!("'{function}' needs a constant here"));
                }
                good
            }
            ArgumentRule::Column => {
                let good = matches!(argument.expr.kind, ExprKind::Column(_));
                if !good {
                    self.error(Code::ExpectedColumn, span, format!("'{function}' needs a column here"));
                }
                good
            }
        }
    }

    /// The type of a call as the service gives it.
    fn declared_result(&self, name: &str, signatures: &'static [Signature], tys: &[Ty]) -> Ty {
        if matches!(name, "iff" | "case") {
            return branches::common_type(name, tys);
        }
        let best = overload::best(signatures, tys);
        let mut results = best.iter().map(|&index| {
            let signature = &signatures[index];
            match signature.result {
                ResultType::Fixed(ty) => Ty::Known(ty),
                ResultType::Columns(_) => Ty::Known(Type::Dynamic),
                ResultType::Argument(position) => tys.get(position).copied().unwrap_or(Ty::Unknown),
                ResultType::Common(from) => {
                    types::common_of(tys.iter().skip(from).copied()).unwrap_or(Ty::Unknown)
                }
                ResultType::Widest | ResultType::Custom(_) => {
                    if tys.iter().any(|ty| ty.is_unknown()) && matches!(signature.result, ResultType::Widest)
                    {
                        return Ty::Unknown;
                    }
                    let known: Vec<Type> = tys.iter().map(|ty| ty.or_dynamic()).collect();
                    result_type(signature, &known).map_or(Ty::Unknown, Ty::Known)
                }
            }
        });
        let first = results.next().unwrap_or(Ty::Unknown);
        if results.all(|result| result == first) { first } else { Ty::Unknown }
    }

    /// Converts the arguments and makes the call, or its value.
    fn run_call(
        &mut self,
        function: &'static ScalarFunction,
        arguments: Vec<Scalar>,
        result: Ty,
        name_span: Span,
        span: Span,
    ) -> Scalar {
        let arguments = match function.name {
            "iff" | "case" => branches::converted(function.name, arguments, result.or_dynamic()),
            _ => arguments,
        };
        let types: Vec<Type> = arguments.iter().map(|argument| argument.expr.ty).collect();
        let Some((signature, mut targets)) = overload::kernel(function.signatures, &types) else {
            self.refuse_function(name_span, function);
            return Scalar { ty: result, ..Scalar::unknown(span) };
        };
        if let ResultType::Common(from) = signature.result
            && let Some(Ty::Known(common)) =
                types::common_of(targets.iter().skip(from).map(|&ty| Ty::Known(ty)))
        {
            targets.iter_mut().skip(from).for_each(|target| *target = common);
        }
        let converted: Vec<Expr> = arguments
            .into_iter()
            .zip(&targets)
            .map(|(argument, &target)| convert(argument.expr, target))
            .collect();
        let own = match function.name {
            "iff" | "case" => result.or_dynamic(),
            _ => result_type(signature, &targets).unwrap_or_else(|| result.or_dynamic()),
        };
        let call = self.folded_at(function, signature, converted, own, name_span, span);
        Scalar { ty: result, expr: convert(call, result.or_dynamic()) }
    }

    pub(crate) fn folded(
        &mut self,
        function: &'static ScalarFunction,
        signature: &'static Signature,
        arguments: Vec<Expr>,
        ty: Type,
        span: Span,
    ) -> Expr {
        self.folded_at(function, signature, arguments, ty, span, span)
    }

    /// A call, computed when it can be; what its constants do wrong is reported.
    fn folded_at(
        &mut self,
        function: &'static ScalarFunction,
        signature: &'static Signature,
        arguments: Vec<Expr>,
        ty: Type,
        name_span: Span,
        span: Span,
    ) -> Expr {
        let places: Vec<Span> = arguments.iter().map(|argument| argument.span).collect();
        match fold::call(function, signature, arguments, ty, span, self.cx.now) {
            Ok(expr) => return expr,
            Err(CallError::Argument { position, message }) => {
                let place = places.get(position).copied().unwrap_or(span);
                self.error(Code::ExpectedType, place, message);
            }
            Err(CallError::UnsupportedRegex { position, message }) => {
                let place = places.get(position).copied().unwrap_or(span);
                self.error(Code::UnsupportedRegex, place, message);
            }
            // A kernel does not know the name of its function.
            Err(CallError::NotImplemented { .. }) => self.refuse_function(name_span, function),
        }
        Expr::constant(Value::missing(ty), ty, span)
    }

    fn unknown_function(&mut self, call: &'a ast::Call, row: &Row, span: Span) -> Scalar {
        let scope = self.aggregates.take();
        for argument in &call.arguments {
            if !matches!(argument.kind, ast::ExprKind::Star | ast::ExprKind::TypeOf(_))
                && !self.is_tabular(argument)
            {
                self.scalar(argument, row);
            }
        }
        self.aggregates = scope;
        let name = &call.name;
        if quarry_functions::aggregate::lookup(&name.text).is_some() {
            self.aggregate_not_allowed(call, row, span);
        } else if quarry_functions::plugin::lookup(&name.text).is_some() {
            self.error(
                Code::UnknownFunction,
                name.span,
                format!("'{}' is a plugin; call it with 'evaluate'", name.text),
            );
        } else if super::table::is_table_function(&name.text) {
            self.error(Code::ExpectedType, span, "a scalar is expected here, not a table");
        } else {
            self.unknown_function_name(name);
        }
        Scalar::unknown(span)
    }

    /// An old name works, with a hint to the new one.
    pub(crate) fn hint_obsolete(&mut self, name: &ast::Name, proper: &str, obsolete: Option<&'static str>) {
        let instead = match obsolete {
            Some(instead) => instead,
            None => return,
        };
        let _ = proper;
        let mut diagnostic =
            Diagnostic::info(Code::ObsoleteName, name.span, format!("'{}' is an old name", name.text))
                .help(format!("use '{instead}'"));
        if instead.chars().all(|c| c.is_alphanumeric() || c == '_') {
            diagnostic = diagnostic.fix(Fix::replace(format!("change to '{instead}'"), name.span, instead));
        }
        self.report(diagnostic);
    }

    fn column_if_exists(&mut self, call: &'a ast::Call, row: &Row, span: Span) -> Scalar {
        if !self.check_count(&call.name.text, call.name.span, std::iter::once((2, 2)), call.arguments.len()) {
            return Scalar::unknown(span);
        }
        let name =
            self.scalar_of(&call.arguments[0], row, Code::ExpectedType, "a string", |ty| ty == Type::String);
        let default = self.scalar(&call.arguments[1], row);
        let Some(Value::String(name)) = name.expr.as_constant() else {
            if name.expr.reads_row() {
                self.error(
                    Code::ExpectedConstant,
                    call.arguments[0].span,
                    "the column's name must be a constant",
                );
            }
            return Scalar { ty: default.ty, ..Scalar::unknown(span) };
        };
        match row.position(name) {
            Some(index) => {
                let column = &row.columns[index];
                let found = Scalar { expr: Expr::column(index, column.ty, span), ty: column.bind_type() };
                match default.ty {
                    Ty::Known(ty) => self.converted(found, ty, span),
                    Ty::Unknown => found,
                }
            }
            None => {
                if let Some(stage) = row.open
                    && self.infer(stage, name)
                {
                    return Scalar { ty: default.ty, ..Scalar::unknown(span) };
                }
                default
            }
        }
    }

    fn is_column_exists(&mut self, call: &'a ast::Call, row: &Row, span: Span) -> Scalar {
        if !self.check_count(&call.name.text, call.name.span, std::iter::once((1, 1)), call.arguments.len()) {
            return Scalar::unknown(span);
        }
        let name = self.scalar(&call.arguments[0], row);
        let exists =
            matches!(name.expr.as_constant(), Some(Value::String(name)) if row.position(name).is_some());
        Scalar::new(Expr::constant(Value::Bool(exists), Type::Bool, span))
    }

    fn pack_all(&mut self, call: &'a ast::Call, row: &Row, span: Span) -> Scalar {
        if !self.check_count("pack_all", call.name.span, std::iter::once((0, 1)), call.arguments.len()) {
            return Scalar { ty: Ty::Known(Type::Dynamic), ..Scalar::unknown(span) };
        }
        let skip_empty = call.arguments.first().map(|argument| self.scalar(argument, row));
        let ignore = matches!(
            skip_empty.as_ref().and_then(|scalar| scalar.expr.as_constant()),
            Some(Value::Bool(true))
        );
        let all: Vec<usize> = (0..row.columns.len()).collect();
        self.packed("pack_all", usize::from(ignore), &all, row, span)
    }

    /// A property bag of the columns that come after the first ones.
    pub(crate) fn bag_of_columns_after(&mut self, first: usize, row: &Row, span: Span) -> Scalar {
        let columns: Vec<usize> = (first..row.columns.len()).collect();
        self.packed("pack_all", 0, &columns, row, span)
    }

    /// A call that takes the names and values of columns in turn, whatever its parameters say.
    fn packed(&mut self, name: &str, overload: usize, columns: &[usize], row: &Row, span: Span) -> Scalar {
        let found =
            scalar::lookup(name).and_then(|function| Some((function, function.signatures.get(overload)?)));
        let Some((function, signature)) = found else {
            self.not_implemented(span, name);
            return Scalar { ty: Ty::Known(Type::Dynamic), ..Scalar::unknown(span) };
        };
        let pairs = column_pairs(columns, row, span).into_iter().map(|part| part.expr).collect();
        Scalar::new(self.folded(function, signature, pairs, Type::Dynamic, span))
    }

    fn bag_pack_columns(&mut self, call: &'a ast::Call, row: &Row, span: Span) -> Scalar {
        let mut columns = Vec::new();
        for argument in &call.arguments {
            let scalar = self.scalar(argument, row);
            match scalar.column() {
                Some(index) => columns.push(index),
                None if scalar.ty.is_unknown() => {}
                None => self.error(Code::ExpectedColumn, argument.span, "a column is expected here"),
            }
        }
        self.packed("bag_pack_columns", 0, &columns, row, span)
    }
}

/// What stands for the moment a row came in: files do not tell it, so it is the time of the event, while
/// that is the source's own.
fn event_time(row: &Row, span: Span) -> Option<Scalar> {
    let index = ["Timestamp", "TimeGenerated"]
        .into_iter()
        .find_map(|name| row.position(name).filter(|index| row.columns[*index].is_source(name)))?;
    let column = &row.columns[index];
    (column.ty == Type::DateTime)
        .then(|| Scalar { expr: Expr::column(index, column.ty, span), ty: column.bind_type() })
}

fn column_pairs(columns: &[usize], row: &Row, span: Span) -> Vec<Scalar> {
    let pair = |&index: &usize| {
        let column = &row.columns[index];
        let name = Expr::constant(Value::String(Arc::clone(&column.name)), Type::String, span);
        [Scalar::new(name), Scalar { expr: Expr::column(index, column.ty, span), ty: column.bind_type() }]
    };
    columns.iter().flat_map(pair).collect()
}

/// Stands for something that could not be bound, rather than for a column of unknown type.
fn is_placeholder(expr: &Expr) -> bool {
    expr.as_constant().is_some_and(Value::is_null)
}

/// Numbers and times, which are dynamic where they come out of JSON.
pub(crate) fn is_summable(accepts: TypeSet) -> bool {
    accepts == TypeSet::SUMMABLE || accepts == TypeSet::SUMMABLE.or(TypeSet::DYNAMIC)
}

fn type_code(accepts: TypeSet) -> Code {
    match accepts {
        _ if is_summable(accepts) => Code::ExpectedSummable,
        _ if accepts == TypeSet::STRING.or(TypeSet::DYNAMIC) => Code::ExpectedTypeOf,
        _ => Code::ExpectedType,
    }
}

pub(crate) fn set_name(accepts: TypeSet) -> String {
    if is_summable(accepts) {
        return "a number, timespan or datetime".to_owned();
    }
    if accepts == TypeSet::NUMBER {
        return "a number".to_owned();
    }
    let names: Vec<String> = accepts.iter().map(article).collect();
    names.join(" or ")
}
