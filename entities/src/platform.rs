//! Innovation platforms 创新平台.

crate::table::register_table! {
    /// One innovation platform; its name is unique in its region.
    "platform", PlatformId {
        /// Type code.
        kind: String,
        /// Level code, once recognised.
        level: Option<String>,
        /// The enterprise that hosts it, if one does.
        host_id: Option<EnterpriseId>,
        /// The institution that hosts it, if one does.
        host_institution_id: Option<InstitutionId>,
        /// Day of establishment.
        established_on: Option<Date>,
        /// Free note.
        note: Option<String>,
    }
}
