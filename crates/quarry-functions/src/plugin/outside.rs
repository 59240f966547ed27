//! Plugins that reach outside of the process; all of them are refused.

use super::Plugin;
use crate::{ArgumentRule, Param, TypeSet};

pub(super) static AI_CHAT_COMPLETION: Plugin = Plugin {
    name: "ai_chat_completion",
    summary: "Asks a language model to go on with a chat.",
    signatures: &[&[
        Param::new("Prompt", TypeSet::DYNAMIC, "What to say to the model."),
        Param::new("ConnectionString", TypeSet::STRING, "Where the model answers."),
        Param::new("Options", TypeSet::DYNAMIC, "Options by name.").optional(),
        Param::new("IncludeErrorMessages", TypeSet::BOOL, "Whether errors are given in a column.").optional(),
    ]],
    examples: &[],
    implemented: false,
};

pub(super) static AI_CHAT_COMPLETION_PROMPT: Plugin = Plugin {
    name: "ai_chat_completion_prompt",
    summary: "Asks a language model to answer a prompt.",
    signatures: &[&[
        Param::new("Prompt", TypeSet::STRING, "What to say to the model."),
        Param::new("ConnectionString", TypeSet::STRING, "Where the model answers."),
        Param::new("Options", TypeSet::DYNAMIC, "Options by name.").optional(),
        Param::new("IncludeErrorMessages", TypeSet::BOOL, "Whether errors are given in a column.").optional(),
    ]],
    examples: &[],
    implemented: false,
};

pub(super) static AI_EMBED_TEXT: Plugin = Plugin {
    name: "ai_embed_text",
    summary: "Asks a language model for the embedding of a text.",
    signatures: &[&[
        Param::new("Text", TypeSet::ANY, "The text."),
        Param::new("ConnectionString", TypeSet::STRING, "Where the model answers."),
        Param::new("Options", TypeSet::DYNAMIC, "Options by name.").optional(),
        Param::new("IncludeErrorMessages", TypeSet::BOOL, "Whether errors are given in a column.").optional(),
    ]],
    examples: &[],
    implemented: false,
};

pub(super) static AI_EMBEDDINGS: Plugin = Plugin {
    name: "ai_embeddings",
    summary: "Asks a language model for the embedding of a text.",
    signatures: &[&[
        Param::new("Text", TypeSet::ANY, "The text."),
        Param::new("ConnectionString", TypeSet::STRING, "Where the model answers."),
        Param::new("Options", TypeSet::DYNAMIC, "Options by name.").optional(),
        Param::new("IncludeErrorMessages", TypeSet::BOOL, "Whether errors are given in a column.").optional(),
    ]],
    examples: &[],
    implemented: false,
};

pub(super) static AZURE_DIGITAL_TWINS_QUERY_REQUEST: Plugin = Plugin {
    name: "azure_digital_twins_query_request",
    summary: "Runs a query in Azure Digital Twins.",
    signatures: &[&[
        Param::new("endpoint", TypeSet::STRING, "Endpoint."),
        Param::new("sql_query", TypeSet::STRING, "The query."),
    ]],
    examples: &[],
    implemented: false,
};

pub(super) static COSMOSDB_SQL_REQUEST: Plugin = Plugin {
    name: "cosmosdb_sql_request",
    summary: "Runs a query in Azure Cosmos DB.",
    signatures: &[&[
        Param::new("connection_string", TypeSet::STRING, "Where the server answers."),
        Param::new("sql_query", TypeSet::STRING, "The query."),
        Param::new("sql_parameters", TypeSet::DYNAMIC, "Parameters by name.").optional(),
        Param::new("options", TypeSet::DYNAMIC, "Options by name.").optional(),
    ]],
    examples: &[],
    implemented: false,
};

pub(super) static CSHARP: Plugin = Plugin {
    name: "csharp",
    summary: "Runs a C# script over the rows.",
    signatures: &[&[
        Param::new("OutputSchema", TypeSet::NONE, "The columns that the program gives."),
        Param::new("Script", TypeSet::STRING, "The program."),
        Param::new("Arguments", TypeSet::DYNAMIC, "Values handed to the program.").optional(),
    ]],
    examples: &[],
    implemented: false,
};

pub(super) static DAX_REQUEST: Plugin = Plugin {
    name: "dax_request",
    summary: "Runs a DAX query in a semantic model.",
    signatures: &[&[
        Param::new("connection_string", TypeSet::STRING, "Where the server answers."),
        Param::new("dax_query", TypeSet::STRING, "Dax query."),
        Param::new("dax_parameters", TypeSet::DYNAMIC, "Dax parameters.").optional(),
        Param::new("options", TypeSet::DYNAMIC, "Options by name.").optional(),
    ]],
    examples: &[],
    implemented: false,
};

pub(super) static EXECUTE_QUERY: Plugin = Plugin {
    name: "execute_query",
    summary: "Runs a query in another cluster.",
    signatures: &[&[
        Param::new("connection_string", TypeSet::STRING, "Where the server answers."),
        Param::new("query", TypeSet::STRING, "Query."),
    ]],
    examples: &[],
    implemented: false,
};

pub(super) static EXECUTE_SHOW_COMMAND: Plugin = Plugin {
    name: "execute_show_command",
    summary: "Runs a show command.",
    signatures: &[&[
        Param::new("connection_string", TypeSet::STRING, "Where the server answers."),
        Param::new("command", TypeSet::STRING, "Command."),
    ]],
    examples: &[],
    implemented: false,
};

pub(super) static EXTERNAL_DATATABLE: Plugin = Plugin {
    name: "external_datatable",
    summary: "Reads an external table.",
    signatures: &[&[]],
    examples: &[],
    implemented: false,
};

pub(super) static HTTP_REQUEST: Plugin = Plugin {
    name: "http_request",
    summary: "Sends a request and gives the answer.",
    signatures: &[&[
        Param::new("Uri", TypeSet::STRING, "The address.").rule(ArgumentRule::Constant),
        Param::new("RequestHeaders", TypeSet::DYNAMIC, "Headers by name.").optional(),
        Param::new("Options", TypeSet::DYNAMIC, "Options by name.").optional(),
    ]],
    examples: &[],
    implemented: false,
};

pub(super) static HTTP_REQUEST_POST: Plugin = Plugin {
    name: "http_request_post",
    summary: "Posts content and gives the answer.",
    signatures: &[&[
        Param::new("Uri", TypeSet::STRING, "The address.").rule(ArgumentRule::Constant),
        Param::new("RequestHeaders", TypeSet::DYNAMIC, "Headers by name.").optional(),
        Param::new("Options", TypeSet::DYNAMIC, "Options by name.").optional(),
        Param::new("Content", TypeSet::STRING, "What is sent.").optional().rule(ArgumentRule::Constant),
    ]],
    examples: &[],
    implemented: false,
};

pub(super) static INFER_STORAGE_SCHEMA: Plugin = Plugin {
    name: "infer_storage_schema",
    summary: "Gives the schema of files in a storage.",
    signatures: &[&[Param::new("Options", TypeSet::DYNAMIC, "Options by name.")]],
    examples: &[],
    implemented: false,
};

pub(super) static INFER_STORAGE_SCHEMA_WITH_SUGGESTIONS: Plugin = Plugin {
    name: "infer_storage_schema_with_suggestions",
    summary: "Gives the schema of files in a storage and better types.",
    signatures: &[&[Param::new("Options", TypeSet::DYNAMIC, "Options by name.")]],
    examples: &[],
    implemented: false,
};

pub(super) static MYSQL_REQUEST: Plugin = Plugin {
    name: "mysql_request",
    summary: "Runs a query in MySQL.",
    signatures: &[&[
        Param::new("connection_string", TypeSet::STRING, "Where the server answers."),
        Param::new("sql_query", TypeSet::STRING, "The query."),
        Param::new("sql_parameters", TypeSet::DYNAMIC, "Parameters by name.").optional(),
        Param::new("options", TypeSet::DYNAMIC, "Options by name.").optional(),
    ]],
    examples: &[],
    implemented: false,
};

pub(super) static POSTGRESQL_REQUEST: Plugin = Plugin {
    name: "postgresql_request",
    summary: "Runs a query in PostgreSQL.",
    signatures: &[&[
        Param::new("connection_string", TypeSet::STRING, "Where the server answers."),
        Param::new("sql_query", TypeSet::STRING, "The query."),
        Param::new("sql_parameters", TypeSet::DYNAMIC, "Parameters by name.").optional(),
        Param::new("options", TypeSet::DYNAMIC, "Options by name.").optional(),
    ]],
    examples: &[],
    implemented: false,
};

pub(super) static PYTHON: Plugin = Plugin {
    name: "python",
    summary: "Runs a Python script over the rows.",
    signatures: &[&[
        Param::new("OutputSchema", TypeSet::NONE, "The columns that the program gives."),
        Param::new("Script", TypeSet::STRING, "The program."),
        Param::new("Arguments", TypeSet::DYNAMIC, "Values handed to the program.").optional(),
        Param::new("Artifacts", TypeSet::DYNAMIC, "Artifacts.").optional(),
    ]],
    examples: &[],
    implemented: false,
};

pub(super) static R: Plugin = Plugin {
    name: "r",
    summary: "Runs an R script over the rows.",
    signatures: &[&[
        Param::new("OutputSchema", TypeSet::NONE, "The columns that the program gives."),
        Param::new("Script", TypeSet::STRING, "The program."),
        Param::new("Arguments", TypeSet::DYNAMIC, "Values handed to the program.").optional(),
    ]],
    examples: &[],
    implemented: false,
};

pub(super) static SQL_REQUEST: Plugin = Plugin {
    name: "sql_request",
    summary: "Runs a query in SQL Server.",
    signatures: &[&[
        Param::new("connection_string", TypeSet::STRING, "Where the server answers."),
        Param::new("sql_query", TypeSet::STRING, "The query."),
        Param::new("sql_parameters", TypeSet::DYNAMIC, "Parameters by name.").optional(),
        Param::new("options", TypeSet::DYNAMIC, "Options by name.").optional(),
    ]],
    examples: &[],
    implemented: false,
};
