//! Contracts 合同 of cooperation and transfer.

crate::table::register_table! {
    /// One contract; its name is unique in the region that registers it.
    "contract", ContractId {
        /// 合同编号, unique in the province among those that stand.
        number: Option<String>,
        /// Kind code.
        kind: String,
        /// The day on which it was signed.
        signed_on: Date,
        /// The year of that day.
        year: i32,
        /// The last day on which it holds.
        valid_to: Option<Date>,
        /// Amount in 分 (0.01 元), exactly.
        amount: Option<i64>,
        /// The unit in which the amount was given.
        amount_unit: Option<String>,
        /// By what the largest are found: the amount in 分, -1 where none is known.
        magnitude: i64,
        /// The project to which it belongs.
        project_id: Option<ProjectId>,
        /// Keys of the other regions of its parties in ascending order, with commas; empty where there is none.
        shared_with: String,
        /// Free note.
        note: Option<String>,
    }
}
