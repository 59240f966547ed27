//! Functions that Defender XDR and Sentinel define: `FileProfile`, watchlists and the like.

use quarry_data::Type;
use quarry_diagnostics::{Code, Diagnostic, Span};
use quarry_syntax::ast;

use super::Binder;
use super::expr::{Scalar, convert};
use crate::scope::Relation;
use crate::types::Ty;
use crate::{Expr, Join, JoinColumn, JoinKind, Node, OutputColumn};

/// The columns that `FileProfile` adds.
const FILE_PROFILE: &[(&str, Type)] = &[
    ("SHA1", Type::String),
    ("SHA256", Type::String),
    ("MD5", Type::String),
    ("FileSize", Type::Int),
    ("GlobalPrevalence", Type::Int),
    ("GlobalFirstSeen", Type::DateTime),
    ("GlobalLastSeen", Type::DateTime),
    ("Signer", Type::String),
    ("Issuer", Type::String),
    ("SignerHash", Type::String),
    ("IsCertificateValid", Type::Bool),
    ("IsRootSignerMicrosoft", Type::Bool),
    ("SignatureState", Type::String),
    ("IsExecutable", Type::Bool),
    ("ThreatName", Type::String),
    ("Publisher", Type::String),
    ("SoftwareName", Type::String),
    ("ProfileAvailability", Type::String),
];

const SEEN_BY: &[(&str, Type)] = &[("SeenBy", Type::Dynamic)];

const DEVICE_FROM_IP: &[(&str, Type)] = &[("IP", Type::String), ("DeviceId", Type::String)];

const WATCHLIST_ALIAS: &[(&str, Type)] = &[("WatchlistAlias", Type::String)];

const ASSIGNED_IP_ADDRESSES: &[(&str, Type)] = &[
    ("Timestamp", Type::DateTime),
    ("IPAddress", Type::String),
    ("IPType", Type::String),
    ("NetworkAdapterType", Type::Int),
    ("ConnectedNetworks", Type::Int),
];

impl<'a> Binder<'a> {
    pub(crate) fn known_table_function(
        &mut self,
        call: &'a ast::Call,
        input: Option<Relation>,
        span: Span,
    ) -> Relation {
        let name = call.name.text.as_str();
        match name {
            "FileProfile" => self.file_profile(call, input, span),
            "SeenBy" => self.enriched(call, input, SEEN_BY, span),
            "DeviceFromIP" => self.answered_by_nothing(call, DEVICE_FROM_IP, span),
            "AssignedIPAddresses" => self.answered_by_nothing(call, ASSIGNED_IP_ADDRESSES, span),
            "_GetWatchlistAlias" => self.answered_by_nothing(call, WATCHLIST_ALIAS, span),
            "_GetWatchlist" => self.watchlist(call, span),
            "external_table" | "materialized_view" | "stored_query_result" => {
                self.error(
                    Code::NotAvailable,
                    call.name.span,
                    format!("'{name}()' is outside of what Quarry can reach"),
                );
                Relation::broken(span)
            }
            "graph" => {
                self.report(
                    Diagnostic::error(
                        Code::GraphModel,
                        call.name.span,
                        "stored graphs are outside of what Quarry can reach",
                    )
                    .help("make the graph here: Edges | make-graph Source --> Target with Nodes on Id"),
                );
                Relation::broken(span)
            }
            _ => self.no_table_function(call, span),
        }
    }

    fn no_table_function(&mut self, call: &'a ast::Call, span: Span) -> Relation {
        let name = &call.name;
        if quarry_functions::scalar::lookup(&name.text).is_some() {
            self.error(
                Code::ExpectedTabular,
                name.span,
                format!("'{}' gives a scalar, a table is expected here", name.text),
            );
            return Relation::broken(span);
        }
        if self.fuzzy {
            self.warning(
                Code::UnknownFunction,
                name.span,
                format!("'{}' is not a known function; isfuzzy leaves it out", name.text),
            );
            return self.open_nothing(span);
        }
        self.unknown_function_name(name);
        Relation::broken(span)
    }

    /// The input with what a loaded table of this name knows of each file; without one the columns are empty.
    fn file_profile(&mut self, call: &'a ast::Call, input: Option<Relation>, span: Span) -> Relation {
        let profiles = self.catalog_table(&call.name.text, span);
        let (Some(input), Some(profiles)) = (input.clone(), profiles) else {
            return self.enriched(call, input, FILE_PROFILE, span);
        };
        let row = self.row_of(&input);
        let mut arguments = call.arguments.iter().map(|argument| self.scalar(argument, &row));
        let key = arguments.next().map(|key| key.expr).or_else(|| {
            let sha1 = input.position("SHA1")?;
            Some(Expr::column(sha1, input.columns[sha1].ty, span))
        });
        arguments.for_each(drop);
        let named = call.arguments.first().map(|argument| match &argument.unparenthesized().kind {
            ast::ExprKind::Name(name) => name.text.as_str(),
            _ => "",
        });
        let hash = ["SHA256", "MD5"].into_iter().find(|hash| named.is_some_and(|name| name.ends_with(hash)));
        let hash = hash.unwrap_or("SHA1");
        let place = FILE_PROFILE.iter().position(|(name, _)| *name == hash);
        let (Some(key), Some(place), Some(_)) = (key, place, profiles.position(hash)) else {
            return self.enriched(call, Some(input), FILE_PROFILE, span);
        };
        let mut columns = Vec::new();
        let mut exprs = Vec::new();
        for (name, ty) in FILE_PROFILE {
            let value = match profiles.position(name) {
                Some(index) => {
                    let own = Expr::column(index, profiles.columns[index].ty, span);
                    self.converted(Scalar::new(own), *ty, span).expr
                }
                None => Expr::constant(quarry_data::Value::missing(*ty), *ty, span),
            };
            columns.push(OutputColumn::computed(*name, Ty::Known(*ty)));
            exprs.push(value);
        }
        let right = profiles.then(columns.clone(), span, |input| Node::Project {
            input,
            columns: exprs,
            window: false,
        });
        let mut all: Vec<OutputColumn> = input.columns.to_vec();
        let mut output: Vec<JoinColumn> = (0..all.len()).map(JoinColumn::Left).collect();
        for (index, column) in columns.into_iter().enumerate() {
            if input.position(&column.name).is_none() {
                all.push(column);
                output.push(JoinColumn::Right(index));
            }
        }
        let keys = vec![(convert(key, Type::String), Expr::column(place, Type::String, span))];
        let kind = JoinKind::LeftOuter;
        input.then(all, span, |left| {
            Node::Join(Box::new(Join { left: *left, right: right.plan, kind, keys, output, window: None }))
        })
    }

    /// The input with more columns, of which nothing is known: they are empty.
    fn enriched(
        &mut self,
        call: &'a ast::Call,
        input: Option<Relation>,
        added: &[(&str, Type)],
        span: Span,
    ) -> Relation {
        let Some(input) = input else {
            self.error(
                Code::ExpectedTabular,
                call.name.span,
                format!("'{}' needs an input: … | invoke {}(…)", call.name.text, call.name.text),
            );
            return Relation::broken(span);
        };
        let row = self.row_of(&input);
        for argument in &call.arguments {
            self.scalar(argument, &row);
        }
        self.without_answer(call);
        let mut columns: Vec<OutputColumn> = input.columns.to_vec();
        let mut exprs: Vec<Expr> =
            columns.iter().enumerate().map(|(index, column)| Expr::column(index, column.ty, span)).collect();
        for (name, ty) in added {
            match columns.iter().position(|column| &*column.name == *name) {
                Some(place) if columns[place].ty != *ty => {
                    let own = Scalar::new(exprs[place].clone());
                    exprs[place] = self.converted(own, *ty, span).expr;
                    columns[place] = OutputColumn::computed(*name, Ty::Known(*ty));
                }
                Some(_) => {}
                None => {
                    columns.push(OutputColumn::computed(*name, Ty::Known(*ty)));
                    exprs.push(Expr::constant(quarry_data::Value::missing(*ty), *ty, span));
                }
            }
        }
        input.then(columns, span, |input| Node::Project { input, columns: exprs, window: false })
    }

    fn answered_by_nothing(&mut self, call: &'a ast::Call, columns: &[(&str, Type)], span: Span) -> Relation {
        let row = self.no_row();
        for argument in &call.arguments {
            self.scalar(argument, &row);
        }
        if let Some(relation) = self.catalog_table(&call.name.text, span) {
            return relation;
        }
        self.without_answer(call);
        let columns =
            columns.iter().map(|(name, ty)| OutputColumn::computed(*name, Ty::Known(*ty))).collect();
        self.nothing(columns, span)
    }

    /// A watchlist is a loaded table of its name.
    fn watchlist(&mut self, call: &'a ast::Call, span: Span) -> Relation {
        if let Some(ast::ExprKind::Literal(literal)) =
            call.arguments.first().map(|argument| &argument.unparenthesized().kind)
            && let Some(relation) = self.catalog_table(&literal.text, span)
        {
            return relation;
        }
        self.without_answer(call);
        self.open_nothing(span)
    }

    fn without_answer(&mut self, call: &ast::Call) {
        self.warning(
            Code::NotAvailable,
            call.name.span,
            format!("'{}' is answered by Microsoft's service, so its columns are empty here", call.name.text),
        );
    }
}
