//! What a device list changes, or what is wrong with it, line by line.

use base::{Error, FieldRefusal, Refusal, Result, Text};

use crate::model::DeviceKind;
use crate::rules::import::plan::{Action, Plan, Row};

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportError {
    /// The line in the file, from 1, the heading included.
    pub line: u64,
    /// The heading of the column, as the file writes it.
    pub column: Option<String>,
    /// Stable, for programs.
    pub code: &'static str,
    /// What is wrong and what to write instead.
    pub text: Text,
}

/// What a line does.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = ImportPreviewLine)]
pub struct PreviewLine {
    /// The line in the file.
    pub line: u64,
    /// What happens to its device.
    pub action: &'static str,
    /// The device's name.
    pub name: String,
    /// What it is.
    pub kind: DeviceKind,
    /// Where it answers.
    pub address: Option<String>,
    /// The site, as the file writes it.
    pub site: String,
}

/// What a list changes, or what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// How many lines with devices it has.
    pub lines: usize,
    /// How many devices are new.
    pub created: usize,
    /// How many are changed.
    pub updated: usize,
    /// How many are as they were.
    pub unchanged: usize,
    /// The customers that are made.
    pub customers_created: Vec<String>,
    /// How many sites are made.
    pub sites_created: usize,
    /// Whether it was imported.
    pub applied: bool,
    /// Every bad line, the first thousand errors.
    pub errors: Vec<ImportError>,
    /// How many errors there are in all.
    pub errors_total: usize,
    /// The first hundred lines that are good.
    pub preview: Vec<PreviewLine>,
}

/// How many lines a preview shows.
const PREVIEW: usize = 100;

impl ImportReport {
    /// What the plan would do; nothing of it is done yet.
    pub(super) fn of(plan: &Plan) -> ImportReport {
        ImportReport {
            lines: plan.lines,
            created: plan.count(Action::Create),
            updated: plan.count(Action::Update),
            unchanged: plan.count(Action::Unchanged),
            customers_created: plan.new_customers.iter().map(|place| place.name.clone()).collect(),
            sites_created: plan.new_sites.len(),
            applied: false,
            errors: Vec::new(),
            errors_total: plan.errors.total(),
            preview: plan.rows.iter().take(PREVIEW).map(preview).collect(),
        }
    }

    /// Takes over what is wrong with the file.
    pub(super) fn tell(&mut self, plan: Plan) {
        let errors = plan.errors.into_sorted().into_iter();
        self.errors =
            errors.map(|error| ImportError { line: error.line, column: error.column, code: error.code, text: error.text }).collect();
    }

    /// 422 when there are errors: the first hundred of them as fields.
    pub fn refuse_errors(&self) -> Result<()> {
        if self.errors_total == 0 {
            return Ok(());
        }
        let fields = self.errors.iter().take(PREVIEW).map(|error| FieldRefusal {
            path: error
                .column
                .as_ref()
                .map_or_else(|| format!("lines[{}]", error.line), |column| format!("lines[{}].{column}", error.line)),
            code: error.code,
            text: error.text.clone(),
        });
        let total = self.errors_total;
        Err(Error::Refused(Refusal {
            status: 422,
            code: "import.not_clean",
            text: Text::new(
                format!("The list has {total} errors; nothing was imported. Mend them and send it again."),
                format!("文件中有 {total} 处错误，未导入任何内容。请修改后重新上传。"),
            ),
            fields: fields.collect(),
        }))
    }
}

fn preview(row: &Row) -> PreviewLine {
    PreviewLine {
        line: row.number,
        action: match row.action {
            Action::Create => "create",
            Action::Update => "update",
            Action::Unchanged => "unchanged",
        },
        name: row.draft.name.clone(),
        kind: row.draft.kind,
        address: row.draft.address.clone(),
        site: row.site_word.clone(),
    }
}
