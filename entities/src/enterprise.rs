//! Enterprises 企业, each registered once in the hub.

crate::table::register_table! {
    /// One enterprise; it belongs to the region of its main operation.
    "enterprise", EnterpriseId {
        /// 统一社会信用代码, normalised; unique among those that stand.
        credit_code: Option<String>,
        /// Industry class of GB/T 4754.
        industry: Option<String>,
        /// Size class of this moment.
        size: Option<String>,
        /// By what the largest are found: output of the latest year in 分, -1 where none is known.
        magnitude: i64,
        /// Free note.
        note: Option<String>,
    }
}
