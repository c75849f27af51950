//! The steps of entries in the API.

use async_graphql::{Context, ID, InputObject, InputType, Object, SimpleObject};

use super::{Recognition, key, subject};
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::Kind,
        issue::{self, Issue},
        scalars::{CreditCode, Date},
    },
    recognition::{
        model::{Content, Evidence},
        service::{
            batch::{self, Named, Row},
            decide::{self, At, Grant, Nomination},
        },
    },
    register::{
        graphql::batch::UpsertPayload,
        service::{batch::Mode, write::Outcome},
    },
};

/// What speaks for an entry 佐证材料.
#[derive(Clone, Debug, InputObject)]
pub struct RecognitionEvidenceInput {
    /// Title 名称, 1 to 200 characters.
    pub title: String,
    /// Number, address or place of the document 文号或链接, 1 to 200 characters.
    pub reference: Option<String>,
}

fn evidence(given: Vec<RecognitionEvidenceInput>) -> Vec<Evidence> {
    let read = |given: RecognitionEvidenceInput| Evidence {
        title: given.title,
        reference: given.reference,
    };
    given.into_iter().map(read).collect()
}

/// A nomination 申报.
#[derive(Clone, Debug, InputObject)]
pub struct NominateInput {
    /// Code of the programme, such as `HIGH_TECH`.
    pub programme: String,
    /// Global id of the subject 对象: an enterprise, platform or project of the token's region, or the region itself.
    pub subject: ID,
    /// What speaks for it 佐证材料.
    #[graphql(default)]
    pub evidence: Vec<RecognitionEvidenceInput>,
    /// Note, at most 2,000 characters.
    pub note: Option<String>,
}

/// Which nomination is taken into review 评审.
#[derive(Clone, Debug, InputObject)]
pub struct ReviewRecognitionInput {
    /// Global id of the entry.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// Note, at most 2,000 characters.
    pub note: Option<String>,
}

/// A recognition 认定.
#[derive(Clone, Debug, InputObject)]
pub struct RecogniseInput {
    /// Global id of the entry.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// The first day of validity 认定日期, not in the future.
    pub recognised_on: Date,
    /// The last day of validity 有效期截止日; left out, as many months after the first as the programme says, or none.
    pub valid_to: Option<Date>,
    /// Number of the certificate 证书编号, 1 to 200 characters.
    pub certificate: Option<String>,
    /// Note, at most 2,000 characters.
    pub note: Option<String>,
}

/// A rejection 不予认定.
#[derive(Clone, Debug, InputObject)]
pub struct RejectRecognitionInput {
    /// Global id of the entry.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// Why 理由, 1 to 500 characters.
    pub reason: String,
}

/// A revocation 撤销.
#[derive(Clone, Debug, InputObject)]
pub struct RevokeRecognitionInput {
    /// Global id of the entry.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// The first day 撤销日期 on which it is not valid any more: not in the future, and one on which it was valid.
    pub on: Date,
    /// Why 理由, 1 to 500 characters.
    pub reason: String,
}

/// A row of a published list 认定名单.
#[derive(Clone, Debug, InputObject)]
pub struct RecordRecognitionRow {
    /// Code of the programme.
    pub programme: String,
    /// Global id of the subject; or else the credit code of an enterprise.
    pub subject: Option<ID>,
    /// Unified social credit code of an enterprise, in the place of `subject`.
    pub credit_code: Option<CreditCode>,
    /// The first day of validity 认定日期, not in the future.
    pub recognised_on: Date,
    /// The last day of validity 有效期截止日; left out, it stays, or is as the months of the programme say.
    pub valid_to: Option<Date>,
    /// Number of the certificate 证书编号, 1 to 200 characters; left out, it stays.
    pub certificate: Option<String>,
    /// What speaks for it 佐证材料; left out, it stays.
    pub evidence: Option<Vec<RecognitionEvidenceInput>>,
    /// Note, at most 2,000 characters.
    pub note: Option<String>,
}

impl RecordRecognitionRow {
    fn read(self) -> Result<Row> {
        let named = match (&self.subject, self.credit_code) {
            (Some(id), _) => Named::Key(subject::key(id)?),
            (None, Some(code)) => Named::Code(code.0),
            (None, None) => Named::Nothing,
        };
        Ok(Row {
            programme: self.programme,
            subject: named,
            on: self.recognised_on.0,
            to: self.valid_to.map(|day| day.0),
            certificate: self.certificate,
            evidence: self.evidence.map(evidence),
            note: self.note,
        })
    }
}

/// A published list of recognitions 认定名单.
#[derive(Clone, Debug, InputObject)]
pub struct RecordRecognitionsInput {
    /// The rows, at most 1,000, of subjects in any regions below the token's. An entry that waits for a decision is
    /// recognised; one that was recognised on the same day is corrected, or stays; the others are new.
    pub rows: Vec<RecordRecognitionRow>,
    /// Check and tell, but write nothing.
    #[graphql(default)]
    pub dry_run: bool,
    /// Write nothing if one row is refused; by default the sound rows are written.
    #[graphql(default)]
    pub all_or_nothing: bool,
    /// The same key with the same batch gives the first answer again, for a day. 1 to 200 characters.
    pub idempotency_key: Option<String>,
}

/// The result of a step of an entry.
#[derive(Debug, SimpleObject)]
pub struct RecognitionPayload {
    /// The entry as it is stored now; null if an issue blocked the write.
    pub recognition: Option<Recognition>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((entry, issues): Outcome<Content>) -> RecognitionPayload {
    RecognitionPayload {
        recognition: entry.map(Recognition::of),
        issues: issue::wrap(issues),
    }
}

fn at(id: &ID, expected: i64) -> Result<At> {
    Ok(At {
        id: key(id)?,
        expected,
    })
}

/// Mutations of entries.
#[derive(Debug, Default)]
pub struct RecognitionMutation;

#[Object]
impl RecognitionMutation {
    /// Nominates 申报 a subject of the token's own region, or the region itself, in a programme. Role `reporter`, a
    /// function that keeps the subject's register. Refused while another nomination waits (`ALREADY_OPEN`), while it
    /// is valid, but for the last 3 months (`ALREADY_VALID`), and without what must come before
    /// (`PREREQUISITE_MISSING`).
    async fn nominate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The nomination.")] input: NominateInput,
    ) -> Result<RecognitionPayload> {
        let nomination = Nomination {
            programme: input.programme,
            subject: subject::key(&input.subject)?,
            evidence: evidence(input.evidence),
            note: input.note,
        };
        Ok(payload(
            decide::nominate(scope(ctx)?, hub(ctx), nomination).await?,
        ))
    }

    /// Takes a nomination into review 评审. Role `reviewer` of the region that recognises in the programme, its function.
    async fn review_recognition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which nomination.")] input: ReviewRecognitionInput,
    ) -> Result<RecognitionPayload> {
        let at = at(&input.id, input.expected_version)?;
        Ok(payload(
            decide::review(scope(ctx)?, hub(ctx), at, input.note).await?,
        ))
    }

    /// Recognises 认定 what was nominated. Role `reviewer` of the region that recognises in the programme, its function;
    /// never whoever nominated.
    async fn recognise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The recognition.")] input: RecogniseInput,
    ) -> Result<RecognitionPayload> {
        let at = at(&input.id, input.expected_version)?;
        let grant = Grant {
            on: input.recognised_on.0,
            to: input.valid_to.map(|day| day.0),
            certificate: input.certificate,
            note: input.note,
        };
        Ok(payload(
            decide::recognise(scope(ctx)?, hub(ctx), at, grant).await?,
        ))
    }

    /// Rejects 不予认定 what was nominated, with a reason. By those who may recognise it.
    async fn reject_recognition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rejection.")] input: RejectRecognitionInput,
    ) -> Result<RecognitionPayload> {
        let at = at(&input.id, input.expected_version)?;
        Ok(payload(
            decide::reject(scope(ctx)?, hub(ctx), at, input.reason).await?,
        ))
    }

    /// Revokes 撤销 a recognition from a day on, with a reason. By those who may recognise it.
    async fn revoke_recognition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The revocation.")] input: RevokeRecognitionInput,
    ) -> Result<RecognitionPayload> {
        let at = at(&input.id, input.expected_version)?;
        Ok(payload(
            decide::revoke(scope(ctx)?, hub(ctx), at, input.on.0, input.reason).await?,
        ))
    }

    /// Records a published list 认定名单 of recognitions of subjects below the token's region, up to 1,000 in one
    /// transaction, as when a province loads its 高新技术企业. Role `reviewer` of the region that recognises in the
    /// programmes, their functions.
    async fn record_recognitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The list.")] input: RecordRecognitionsInput,
    ) -> Result<UpsertPayload> {
        let request = input.to_value();
        let mode = Mode {
            all_or_nothing: input.all_or_nothing,
            dry_run: input.dry_run,
        };
        let rows = input.rows.into_iter().map(RecordRecognitionRow::read);
        let rows = rows.collect::<Result<Vec<_>>>()?;
        let idempotency = input.idempotency_key.as_deref();
        let recorded = batch::record(scope(ctx)?, hub(ctx), &rows, mode, idempotency, &request).await?;
        Ok(UpsertPayload::of(Kind::Recognition, recorded))
    }
}
