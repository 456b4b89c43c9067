//! What every engine of the storage promises, told as cases that know no engine.
//!
//! An engine joins with an [`Engine`] that opens a fresh database and one line, `conformance!(…)`,
//! which makes a test of each case below. A case must never name an engine, look into a file or
//! speak SQL: what only one engine does is tested beside that engine. Before it: `storage`. After
//! it: every caller, who relies on nothing that is not here.

pub(crate) mod cases;
pub(crate) mod catalog;
pub(crate) mod changes;
pub(crate) mod claims;
pub(crate) mod counts;
pub(crate) mod deliveries;
pub(crate) mod durability;
pub(crate) mod exports;
pub(crate) mod filters;
pub(crate) mod ground;
pub(crate) mod jobs;
pub(crate) mod lanes;
pub(crate) mod links;
pub(crate) mod monitoring;
pub(crate) mod notices;
pub(crate) mod pages;
pub(crate) mod people;
pub(crate) mod races;
pub(crate) mod round_trips;
pub(crate) mod sample;
pub(crate) mod schedules;
pub(crate) mod search;
pub(crate) mod sharing;
pub(crate) mod story;
pub(crate) mod trackers;
pub(crate) mod tracking;
pub(crate) mod versions;
pub(crate) mod workspaces;

/// Makes a test of each case for one engine; the first word is the file, the second the case.
macro_rules! each_case {
    ($engine:path; $($group:ident { $($case:ident),* $(,)? })*) => {
        $(mod $group {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    let engine = Box::new($engine());
                    let ground = crate::conformance::ground::Ground::fresh(engine).await;
                    crate::conformance::$group::$case(&ground).await;
                    ground.leave().await;
                }
            )*
        })*
    };
}
pub(crate) use each_case;

/// Runs the whole suite on the engine that this function opens.
macro_rules! conformance {
    ($engine:path) => {
        crate::conformance::each_case! { $engine;
            round_trips {
                an_order_comes_back_as_it_was,
                everything_of_an_order_comes_back_as_it_was,
                an_update_replaces_every_field,
                hostile_texts_come_back_letter_for_letter,
                the_far_ends_of_numbers_and_times_come_back,
                the_store_is_asked_only_for_orders_that_changed,
            }
            story {
                every_kind_of_event_comes_back_newest_first,
                open_purchases_are_found_by_state_and_time,
            }
            versions {
                an_old_version_is_refused_and_nothing_is_applied,
                every_update_refuses_an_old_version,
                a_row_that_is_not_there_is_not_updated,
                an_id_or_external_id_is_not_inserted_twice,
                of_many_racing_changesets_exactly_one_wins,
            }
            claims {
                a_unit_is_not_bought_twice,
                every_live_state_holds_its_units,
                failed_and_canceled_purchases_give_units_back,
                a_completed_purchase_keeps_its_units,
                units_that_a_purchase_takes_or_drops_are_claimed_or_given_back,
                of_many_racing_purchases_exactly_one_wins,
                a_supplier_order_belongs_to_one_purchase,
            }
            counts {
                a_refused_changeset_counts_nothing,
                tab_counts_equal_a_recount_after_anything,
            }
            search {
                finds_by_number_customer_and_product,
                finds_what_came_later,
                finds_by_several_words_and_in_every_script,
                signs_that_mean_something_to_a_database_are_only_signs,
                a_big_order_is_still_found_by_its_number_and_customer,
                an_edited_recipient_is_found,
                common_words_are_found_in_the_order_of_the_list,
            }
            pages {
                each_sort_visits_each_order_once,
                what_may_be_bought_and_is_not_planned_is_found,
                orders_that_come_in_between_disturb_no_page,
                an_empty_or_huge_page_is_fine,
                orders_are_counted_by_day,
            }
            notices {
                a_notice_comes_back_and_is_kept_once,
                a_notice_refuses_an_old_version,
                notices_are_counted_and_listed,
                a_brand_its_picture_and_templates_come_back,
                who_unsubscribed_stays_so,
                how_to_send_is_sealed,
                links_are_signed_by_the_key,
            }
            filters {
                each_filter_keeps_what_it_says,
                a_failure_is_found_by_its_reason,
            }
            jobs {
                the_same_work_waits_once_at_the_earliest_time,
                work_wanted_while_it_runs_runs_once_more,
                work_wanted_while_it_fails_is_not_lost,
                retry_counts_and_snooze_does_not,
                what_is_tried_again_is_listed_with_why,
                a_failed_job_is_listed_and_can_be_revived,
                a_step_and_the_end_of_its_job_are_one,
                a_claim_that_was_taken_back_can_not_finish,
                leases_end_and_all_can_be_taken_back,
                every_kind_of_job_comes_back,
                waiting_jobs_of_the_way_can_be_woken,
            }
            lanes {
                due_jobs_come_in_order_and_others_wait,
                one_job_of_a_lane_at_a_time,
                a_long_lane_does_not_hide_the_others,
                many_workers_claim_each_job_once,
            }
            races {
                no_lane_is_run_twice_at_once,
                no_wish_is_lost_while_the_work_ends,
                orders_moved_by_many_are_counted_rightly,
                the_same_webhook_to_many_is_kept_once,
                a_marketplaces_number_is_kept_by_one_of_many,
                numbers_that_many_orders_share_are_kept_by_all,
                of_many_who_change_a_registration_one_wins,
                the_same_push_to_many_is_kept_once,
                the_same_notice_of_many_is_kept_once,
            }
            schedules {
                a_due_schedule_enqueues_once_and_moves_on,
                missed_times_are_caught_up_once,
                two_handles_share_schedules,
                a_schedule_is_changed_and_removed,
            }
            sharing {
                a_short_claim_says_what_is_left,
                what_ends_a_job_takes_up_the_next,
                a_living_worker_keeps_its_jobs,
                a_job_that_takes_its_process_along_waits_for_a_person,
                a_step_of_a_claim_that_was_taken_back_is_refused,
                how_far_a_job_came_is_kept_until_it_is_done,
                what_waits_for_its_time_is_not_pulled_forward,
                a_call_limit_is_shared,
            }
            cases {
                cases_are_listed_by_deadline_and_counted,
                a_deadline_is_to_be_watched_until_it_was_told,
                evidence_is_sealed_and_comes_back,
                policies_are_kept_until_they_are_emptied,
            }
            trackers {
                a_tracker_and_its_numbers_come_back_as_they_were,
                a_parcel_s_number_is_registered_once_and_finds_its_parcels,
                due_numbers_are_found_by_what_is_due,
                the_same_push_is_kept_once_with_its_job,
            }
            deliveries {
                the_same_webhook_is_kept_once_with_its_job,
                a_webhook_that_was_understood_wakes_its_work_once,
                a_webhook_that_can_not_be_kept_leaves_no_job,
            }
            people {
                users_come_back_and_an_email_is_taken_once,
                sessions_open_and_end,
                a_sign_in_link_works_once,
                a_new_password_ends_sessions,
            }
            links {
                connections_and_stores_come_back_as_they_were,
                credentials_are_sealed,
                a_wrong_key_says_what_to_do,
                the_first_key_is_the_one_for_all,
                pending_connections_wait_until_forgotten,
            }
            catalog {
                a_product_put_twice_keeps_its_ids,
                mappings_have_versions,
                products_come_in_pages,
            }
            changes {
                every_commit_tells_what_changed,
                a_refused_changeset_tells_nothing,
            }
            tracking {
                a_row_follows_its_purchase_and_parcel,
                what_is_not_to_be_shipped_has_no_row,
                a_fulfillment_by_someone_else_is_known_by_its_number,
                each_filter_of_the_rows_keeps_what_it_says,
                each_page_of_the_rows_is_read_both_ways,
                rows_are_counted_by_status_and_their_orders_found,
            }
            monitoring {
                a_period_is_measured_by_supplier_method_country_and_day,
            }
            exports {
                orders_by_the_hundred_are_the_same_orders,
                an_export_is_kept_with_its_work_and_told_of,
            }
            durability {
                many_commits_at_once_are_all_durable,
                a_bad_commit_harms_none_beside_it,
                a_reopened_database_has_everything,
                two_handles_write_to_one_database,
                a_backup_taken_while_writing_is_whole,
            }
            workspaces {
                workspaces_do_not_see_each_other,
                a_workspace_must_exist,
            }
        }
    };
}
pub(crate) use conformance;
