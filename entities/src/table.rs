//! The shape that all registers share.

/// A table of a register: the columns that every record has, and its own.
macro_rules! register_table {
    ($(#[$doc:meta])* $table:literal, $id:ident { $($(#[$note:meta])* $column:ident: $type:ty,)* }) => {
        use sea_orm::entity::prelude::*;

        use crate::ids::*;

        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
        #[sea_orm(table_name = $table)]
        pub struct Model {
            /// Key.
            #[sea_orm(primary_key, auto_increment = false)]
            pub id: $id,
            /// The province above.
            pub province_id: RegionId,
            /// The region to which it belongs.
            pub region_id: RegionId,
            /// Name.
            pub name: String,
            $($(#[$note])* pub $column: $type,)*
            /// What belongs to this record alone and is not searched by, as JSON.
            pub details: String,
            /// Version, from 1.
            pub version: i64,
            /// When it was registered.
            pub created_at: DateTimeUtc,
            /// When it last changed.
            pub updated_at: DateTimeUtc,
            /// When it was deleted; none while it stands.
            pub deleted_at: Option<DateTimeUtc>,
            /// Why it was deleted.
            pub deleted_reason: Option<String>,
        }

        /// No relations: joins are written where they are used.
        #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
        pub enum Relation {}

        impl ActiveModelBehavior for ActiveModel {}
    };
}

pub(crate) use register_table;
