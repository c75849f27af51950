//! Brands and honours 品牌荣誉.

crate::table::register_table! {
    /// One brand or honour, held by an enterprise or by the region itself.
    "brand", BrandId {
        /// Type code.
        kind: String,
        /// Level code.
        level: String,
        /// The enterprise that holds it; none for one of the region itself.
        holder_id: Option<EnterpriseId>,
        /// The first day on which it is held.
        awarded_on: Option<Date>,
        /// The last day on which it is held.
        valid_to: Option<Date>,
        /// Type, level, holder and name in one text: what a region has once.
        identity: String,
    }
}
