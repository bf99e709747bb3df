//! Every test of the running server, in one binary: linking one takes seconds, linking twenty takes minutes.

mod architecture;
mod batching;
mod command_line;
mod corrected_page;
mod engine;
mod every_answer;
mod export;
mod filters;
mod generated_filters;
mod graphql_errors;
mod graphql_over_http;
mod imported_again;
mod imported_forms;
mod imported_organisations;
mod imported_page;
mod imported_papers;
mod lists;
mod media;
mod related_records;
mod running_server;
mod same_doctor;
mod schema;
mod settings;
mod visibility;
mod web;
mod write_path;
