//! Every place of a name in a syntax tree, and what the name is there.

use quarry_syntax::ast::{
    Body, Call, ColumnDeclaration, ExpandColumn, Expr, ExprKind, FindProject, Function, Graph, GraphNodes,
    Name, Operator, Parameter, ParameterType, ParsePart, PartitionBody, Query, SortKey, Stage, Statement,
    StatementKind,
};

/// What a name is at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A column, variable or table.
    Reference,
    /// The function of a call.
    Call,
    /// The plugin of `evaluate`.
    Plugin,
    /// A new name: of `let`, a parameter of a function, a column.
    LetName,
    FunctionParameter,
    Column,
    /// A property of a dynamic value, or the column of one side of a join.
    Member,
    /// `kind` and the like.
    OperatorParameter,
    /// The kind of a chart or another word of the grammar.
    Word,
}

/// Calls `visit` for every name of the query. The parser limits how deep a tree is.
pub(crate) fn visit<'q>(query: &'q Query, visit: &mut dyn FnMut(&'q Name, Role)) {
    Walk { visit }.statements(&query.statements);
}

struct Walk<'v, 'q> {
    visit: &'v mut dyn FnMut(&'q Name, Role),
}

impl<'q> Walk<'_, 'q> {
    fn name(&mut self, name: &'q Name, role: Role) {
        (self.visit)(name, role);
    }

    fn statements(&mut self, statements: &'q [Statement]) {
        for statement in statements {
            match &statement.kind {
                StatementKind::Error | StatementKind::Set { .. } | StatementKind::Unsupported { .. } => {}
                StatementKind::Let { name, value } => {
                    self.name(name, Role::LetName);
                    self.expr(value);
                }
                StatementKind::LetFunction { name, function, .. } => {
                    self.name(name, Role::LetName);
                    self.function(function);
                }
                StatementKind::DeclareParameters(parameters) => {
                    for parameter in parameters {
                        self.name(&parameter.name, Role::LetName);
                        parameter.default.iter().for_each(|value| self.expr(value));
                    }
                }
                StatementKind::DeclarePattern(pattern) => {
                    self.name(&pattern.name, Role::LetName);
                    for parameter in pattern.arguments.iter().chain(&pattern.path) {
                        self.name(&parameter.name, Role::FunctionParameter);
                    }
                    pattern.cases.iter().for_each(|case| self.function(&case.query));
                }
                StatementKind::Expression(expr) => self.expr(expr),
            }
        }
    }

    fn function(&mut self, function: &'q Function) {
        for parameter in &function.parameters {
            self.name(&parameter.name, Role::FunctionParameter);
            if let ParameterType::Tabular { columns, .. } = &parameter.ty {
                self.declarations(columns);
            }
            parameter.default.iter().for_each(|value| self.expr(value));
        }
        self.body(&function.body);
    }

    fn body(&mut self, body: &'q Body) {
        self.statements(&body.statements);
    }

    fn declarations(&mut self, columns: &'q [ColumnDeclaration]) {
        columns.iter().for_each(|column| self.name(&column.name, Role::Column));
    }

    fn exprs(&mut self, exprs: &'q [Expr]) {
        exprs.iter().for_each(|expr| self.expr(expr));
    }

    fn expr(&mut self, expr: &'q Expr) {
        match &expr.kind {
            ExprKind::Error | ExprKind::Literal(_) | ExprKind::Star | ExprKind::TypeOf(_) => {}
            ExprKind::Name(name) | ExprKind::Wildcard(name) => self.name(name, Role::Reference),
            ExprKind::Member { target, name } => {
                self.expr(target);
                self.name(name, Role::Member);
            }
            ExprKind::Element { target, index } => {
                self.expr(target);
                self.expr(index);
            }
            ExprKind::Call(call) => self.call(call, Role::Call),
            ExprKind::MemberCall { target, call } => {
                self.expr(target);
                self.call(call, Role::Call);
            }
            ExprKind::Unary { operand, .. } => self.expr(operand),
            ExprKind::Binary { left, right, .. } => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::And { operands, .. } | ExprKind::Or { operands, .. } => self.exprs(operands),
            ExprKind::In { left, list, .. } => {
                self.expr(left);
                self.exprs(list);
            }
            ExprKind::Between { left, low, high, .. } => {
                self.expr(left);
                self.expr(low);
                self.expr(high);
            }
            ExprKind::Named { names, value, .. } => {
                names.iter().for_each(|name| self.name(name, Role::Column));
                self.expr(value);
            }
            ExprKind::Parenthesized(inner) => self.expr(inner),
            ExprKind::Pipeline(pipeline) => {
                self.expr(&pipeline.source);
                self.stages(&pipeline.stages);
            }
            ExprKind::Source(operator) => self.operator(operator),
        }
    }

    fn call(&mut self, call: &'q Call, role: Role) {
        self.name(&call.name, role);
        self.exprs(&call.arguments);
    }

    fn stages(&mut self, stages: &'q [Stage]) {
        stages.iter().for_each(|stage| self.operator(&stage.operator));
    }

    fn parameters(&mut self, parameters: &'q [Parameter]) {
        for parameter in parameters {
            self.name(&parameter.name, Role::OperatorParameter);
            if let ExprKind::Name(name) = &parameter.value.kind {
                self.name(name, Role::Word);
            }
        }
    }

    fn graph(&mut self, graph: &'q Graph) {
        match graph {
            Graph::Make(make) => {
                self.name(&make.source, Role::Reference);
                self.name(&make.target, Role::Reference);
                match &make.nodes {
                    GraphNodes::Edges => {}
                    GraphNodes::Id(name) => self.name(name, Role::Column),
                    GraphNodes::Tables(tables) => {
                        for (table, key) in tables {
                            self.expr(table);
                            self.name(key, Role::Reference);
                        }
                    }
                }
                if let Some(partition) = &make.partition {
                    self.name(&partition.by, Role::Reference);
                    self.stages(&partition.stages);
                }
            }
            Graph::Match(of) | Graph::ShortestPaths(of) => {
                self.parameters(&of.parameters);
                for pattern in &of.patterns {
                    for name in pattern.nodes.iter().filter_map(|node| node.name.as_ref()) {
                        self.name(name, Role::LetName);
                    }
                    for edge in &pattern.edges {
                        edge.name.iter().for_each(|name| self.name(name, Role::LetName));
                        edge.length.iter().for_each(|(least, most)| {
                            self.expr(least);
                            self.expr(most);
                        });
                    }
                }
                of.condition.iter().for_each(|condition| self.expr(condition));
                self.exprs(&of.project);
            }
            Graph::ToTable(tables) => {
                for table in tables {
                    table.as_name.iter().for_each(|name| self.name(name, Role::LetName));
                    self.parameters(&table.parameters);
                }
            }
            Graph::MarkComponents(parameters) => self.parameters(parameters),
            Graph::WhereNodes(condition) | Graph::WhereEdges(condition) => self.expr(condition),
        }
    }

    fn sort_keys(&mut self, keys: &'q [SortKey]) {
        keys.iter().for_each(|key| self.expr(&key.expr));
    }

    fn expand(&mut self, columns: &'q [ExpandColumn], limit: Option<&'q Expr>) {
        columns.iter().for_each(|column| self.expr(&column.value));
        limit.into_iter().for_each(|limit| self.expr(limit));
    }

    fn operator(&mut self, operator: &'q Operator) {
        match operator {
            Operator::Error
            | Operator::Unsupported(_)
            | Operator::Consume
            | Operator::ExecuteAndCache
            | Operator::Getschema => {}
            Operator::AssertSchema { columns, .. } => self.declarations(columns),
            Operator::Graph { graph, .. } => self.graph(graph),
            Operator::As { name, parameters } => {
                self.parameters(parameters);
                self.name(name, Role::LetName);
            }
            Operator::Count { as_name } => as_name.iter().for_each(|name| self.name(name, Role::Column)),
            Operator::Datatable(datatable) => {
                self.declarations(&datatable.columns);
                self.exprs(&datatable.values);
            }
            Operator::Distinct { columns }
            | Operator::Extend { columns }
            | Operator::Print { columns }
            | Operator::Project { columns }
            | Operator::ProjectAway { columns }
            | Operator::ProjectByNames { names: columns }
            | Operator::ProjectKeep { columns }
            | Operator::ProjectRename { columns }
            | Operator::Serialize { columns } => self.exprs(columns),
            Operator::Evaluate { parameters, call, schema } => {
                self.parameters(parameters);
                self.call(call, Role::Plugin);
                schema
                    .iter()
                    .flatten()
                    .flatten()
                    .for_each(|column| self.declarations(std::slice::from_ref(column)));
            }
            Operator::Externaldata(externaldata) => {
                self.declarations(&externaldata.columns);
                self.exprs(&externaldata.addresses);
            }
            Operator::Facet { columns, with } => {
                self.exprs(columns);
                with.iter().for_each(|with| self.stages(with));
            }
            Operator::Find(find) => {
                self.parameters(&find.parameters);
                self.exprs(&find.tables);
                find.predicate.iter().for_each(|predicate| self.expr(predicate));
                if let Some(FindProject::Columns { columns, .. }) = &find.project {
                    columns.iter().for_each(|(name, _)| self.name(name, Role::Reference));
                }
                self.exprs(&find.project_away);
            }
            Operator::Fork { branches } => branches.iter().for_each(|branch| self.stages(&branch.stages)),
            Operator::Invoke { call } => self.call(call, Role::Call),
            Operator::Join(join) | Operator::Lookup(join) => {
                self.parameters(&join.parameters);
                self.expr(&join.right);
                self.exprs(&join.on);
            }
            Operator::MakeSeries(series) => {
                self.parameters(&series.parameters);
                for aggregate in &series.aggregates {
                    self.expr(&aggregate.value);
                    aggregate.default.iter().for_each(|default| self.expr(default));
                }
                self.expr(&series.on);
                for part in [&series.from, &series.to, &series.step] {
                    part.iter().for_each(|part| self.expr(part));
                }
                self.exprs(&series.by);
            }
            Operator::MvApply(apply) => {
                self.parameters(&apply.parameters);
                self.expand(&apply.columns, apply.limit.as_ref());
                self.stages(&apply.stages);
            }
            Operator::MvExpand(expand) => {
                self.parameters(&expand.parameters);
                self.expand(&expand.columns, expand.limit.as_ref());
            }
            Operator::Parse(parse) | Operator::ParseWhere(parse) => {
                self.parameters(&parse.parameters);
                self.expr(&parse.source);
                for part in &parse.pattern {
                    if let ParsePart::Column { name, .. } = part {
                        self.name(name, Role::Column);
                    }
                }
            }
            Operator::ParseKv(parse) => {
                self.expr(&parse.source);
                self.declarations(&parse.columns);
                self.parameters(&parse.properties);
            }
            Operator::Partition(partition) => {
                self.parameters(&partition.parameters);
                self.expr(&partition.by);
                match &partition.body {
                    PartitionBody::Stages { stages, .. } => self.stages(stages),
                    PartitionBody::Query(query) => self.expr(query),
                }
            }
            Operator::ProjectReorder { columns } => {
                columns.iter().for_each(|column| self.expr(&column.column));
            }
            Operator::Range { column, from, to, step } => {
                self.name(column, Role::Column);
                self.expr(from);
                self.expr(to);
                self.expr(step);
            }
            Operator::Reduce { parameters, by, with } => {
                self.parameters(parameters);
                self.expr(by);
                self.parameters(with);
            }
            Operator::Render(render) => {
                self.name(&render.chart, Role::Word);
                self.parameters(&render.properties);
            }
            Operator::Sample { count } => self.expr(count),
            Operator::SampleDistinct { count, of } => {
                self.expr(count);
                self.expr(of);
            }
            Operator::Scan(scan) => {
                self.parameters(&scan.parameters);
                self.sort_keys(&scan.order_by);
                self.exprs(&scan.partition_by);
                for (declaration, default) in &scan.declare {
                    self.name(&declaration.name, Role::Column);
                    default.iter().for_each(|default| self.expr(default));
                }
                for step in &scan.steps {
                    self.name(&step.name, Role::LetName);
                    self.expr(&step.condition);
                    self.exprs(&step.assignments);
                }
            }
            Operator::Search(search) => {
                self.parameters(&search.parameters);
                self.exprs(&search.tables);
                self.expr(&search.predicate);
            }
            Operator::Sort { parameters, by, .. } => {
                self.parameters(parameters);
                self.sort_keys(by);
            }
            Operator::Summarize(summarize) => {
                self.parameters(&summarize.parameters);
                self.exprs(&summarize.aggregates);
                self.exprs(&summarize.by);
            }
            Operator::Take { parameters, count } => {
                self.parameters(parameters);
                self.expr(count);
            }
            Operator::Top { parameters, count, by } => {
                self.parameters(parameters);
                self.expr(count);
                self.expr(&by.expr);
            }
            Operator::TopHitters { count, of, by } => {
                self.expr(count);
                self.expr(of);
                by.iter().for_each(|by| self.expr(by));
            }
            Operator::TopNested { levels } => {
                for level in levels {
                    level.count.iter().for_each(|count| self.expr(count));
                    self.expr(&level.of);
                    level.with_others.iter().for_each(|others| self.expr(others));
                    self.expr(&level.by.expr);
                }
            }
            Operator::Union(union) => {
                self.parameters(&union.parameters);
                self.exprs(&union.tables);
            }
            Operator::Where { predicate } => self.expr(predicate),
        }
    }
}
