//! Observations and their figures, end to end.

use harness::{TestHub, dongyuan, guangdong, on_both_engines, shanxi, who, xiantang};
use serde_json::json;
use tributary::scope::policy::Role;

on_both_engines!(the_main_job);

async fn the_main_job(hub: TestHub) {
    let recorded = hub
        .record(&xiantang(), &[("SPECIALTY_OUTPUT", "2024", "222990", "万元")])
        .await;
    assert_eq!(recorded.at("/recordObservations/written"), 1);
    let figure = hub
        .figure(&dongyuan(), "441625", "SPECIALTY_OUTPUT", "2024")
        .await;
    assert_eq!(figure.at("/figure/value"), "222990");
    assert_eq!(figure.at("/figure/coverage/reported"), 1);
    assert_eq!(figure.at("/figure/coverage/expected"), 21);
    let _ = (guangdong(), shanxi(), who("44", Role::Viewer), json!(1));
}
