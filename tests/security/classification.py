"""Who may reach each address. Our own views declare it (`.access`); packages' views are listed here with the reason.

An address that neither declares nor is listed fails the matrix.
"""

from __future__ import annotations

from dataclasses import dataclass

from lms.core.access import Public, Roles, Rule
from lms.core.enums import STAFF_ROLES, Role

STAFF = Roles(*STAFF_ROLES)
EDITORS = Roles(Role.INSTRUCTOR, Role.CONTENT_REVIEWER)
REVIEWERS = Roles(Role.CONTENT_REVIEWER)
NOBODY = Roles()
TRAINEES = Roles(Role.TRAINEE)
LEARNING = Roles(Role.TRAINEE, *STAFF_ROLES)


@dataclass(frozen=True)
class Listed:
    """Addresses of packages that one rule holds for, and why."""

    rule: Rule
    why: str
    names: str


LISTED = (
    Listed(Public, "keeps the language in a cookie; needs no session", "set_language"),
    Listed(
        TRAINEES,
        "the examination terminal; the API asks its own session authentication, so that it answers 401 and not a page",
        """api:take_lease api:read_attempt api:save_events api:hand_in api:note_left_page api:read_clock api:read_token
        api:read_server_time""",
    ),
    Listed(
        Public,
        "sealed records that a terminal still holds; nobody is signed in, the seal proves who wrote them (ADR 0102)",
        "api:take_leftovers",
    ),
    Listed(
        Roles(Role.ASSESSOR),
        "the assessor's tablet; the API asks its own session authentication, and the own log only",
        "api:open_marking api:save_marks api:sign_marks api:read_marking_token",
    ),
    Listed(NOBODY, "the API's list of itself is switched off", "api:api-root employer_api:api-root"),
    Listed(
        NOBODY,
        "programs of employers: a key is asked for, no session and no role lets anybody in (test_employer_api.py)",
        "employer_api:check_one employer_api:check_list employer_api:check_code",
    ),
    Listed(
        Public,
        "drawn icons and translated words of the interface: the same for everybody, nothing about anybody",
        "wagtailadmin_sprite wagtailadmin_javascript_catalog",
    ),
    Listed(
        Public,
        "pages that present programmes; papers, rosters and credentials are never pages or documents of Wagtail",
        """wagtail_serve wagtaildocs_authenticate_with_password wagtailcore_authenticate_with_password""",
    ),
    Listed(
        LEARNING,
        "handouts of lessons: for who learns or teaches here (refuse_strangers in courses/pages/authoring/handouts.py)",
        "wagtaildocs_serve",
    ),
    Listed(
        Public,
        "never reached: addresses of ours stand in front of them",
        "wagtailadmin_login wagtailcore_login wagtailadmin_logout wagtailadmin_error_test authoring/test404/",
    ),
    Listed(
        Public,
        "switched off (WAGTAIL_PASSWORD_RESET_ENABLED): they answer 404",
        """wagtailadmin_password_reset wagtailadmin_password_reset_done wagtailadmin_password_reset_confirm
        wagtailadmin_password_reset_complete""",
    ),
    Listed(
        STAFF,
        "one's own desk in Wagtail: home, account, what was dismissed, nothing but the catch-all behind it",
        """wagtailadmin_home wagtailadmin_account wagtailadmin_dismissibles authoring/^.*/$
        wagtailadmin_editing_sessions:ping wagtailadmin_editing_sessions:release""",
    ),
    Listed(
        STAFF,
        "choosers and their API: titles of course pages, pictures and handouts; they say nothing about anybody",
        """wagtailadmin_api:pages:listing wagtailadmin_api:pages:find
        wagtailadmin_api:documents:listing wagtailadmin_api:documents:detail wagtailadmin_api:documents:find
        wagtailadmin_api:images:listing wagtailadmin_api:images:detail wagtailadmin_api:images:find
        wagtailadmin_choose_page wagtailadmin_choose_page_child wagtailadmin_choose_page_search
        wagtailadmin_choose_page_chosen_multiple wagtailadmin_choose_page_external_link
        wagtailadmin_choose_page_email_link wagtailadmin_choose_page_phone_link
        wagtailadmin_choose_page_anchor_link wagtailadmin_tag_autocomplete wagtailadmin_tag_model_autocomplete
        wagtailadmin_pages:choose_parent wagtailembeds:chooser wagtailembeds:chooser_upload
        wagtaildocs_chooser:choose wagtaildocs_chooser:choose_results wagtaildocs_chooser:chosen_multiple
        wagtailimages_chooser:choose wagtailimages_chooser:choose_results wagtailimages_chooser:chosen_multiple
        wagtailadmin_block_preview""",
    ),
    Listed(
        STAFF,
        "Wagtail admits staff and then shows only what the page permissions of the reader allow (titles, own entries)",
        """wagtailadmin_pages:move_confirm wagtailadmin_pages:confirm_workflow_cancellation
        wagtailadmin_pages:revisions_index wagtailadmin_reports:site_history
        wagtailadmin_reports:site_history_results wagtail_bulk_action
        wagtailadmin_workflows:task_chooser wagtailadmin_workflows:task_chooser_results
        wagtailadmin_workflows:task_chooser_create wagtailadmin_workflows:task_chosen""",
    ),
    Listed(
        EDITORS,
        "writing courses: Wagtail's groups Editors and Moderators mirror the two roles",
        """wagtailadmin_explore_root wagtailadmin_explore wagtailadmin_explore_results wagtailadmin_api:pages:detail
        wagtailadmin_pages:add wagtailadmin_pages:preview_on_add wagtailadmin_pages:type_use
        wagtailadmin_pages:type_use_results wagtailadmin_pages:usage wagtailadmin_pages:edit
        wagtailadmin_pages:preview_on_edit wagtailadmin_pages:view_draft wagtailadmin_pages:add_subpage
        wagtailadmin_pages:search wagtailadmin_pages:search_results wagtailadmin_pages:copy
        wagtailadmin_pages:convert_alias wagtailadmin_pages:revisions_view wagtailadmin_pages:revisions_revert
        wagtailadmin_pages:revisions_compare wagtailadmin_pages:workflow_history
        wagtailadmin_pages:workflow_history_detail wagtailadmin_pages:workflow_action
        wagtailadmin_pages:collect_workflow_action_data wagtailadmin_pages:history wagtailadmin_pages:history_results
        wagtailadmin_reports:workflow wagtailadmin_reports:workflow_results wagtailadmin_reports:workflow_tasks
        wagtailadmin_reports:workflow_tasks_results wagtailadmin_reports:aging_pages
        wagtailadmin_reports:aging_pages_results wagtailadmin_reports:page_types_usage
        wagtailadmin_reports:page_types_usage_results simple_translation:submit_page_translation""",
    ),
    Listed(
        EDITORS,
        "pictures and handouts of courses",
        """wagtaildocs:index wagtaildocs:index_results wagtaildocs:add wagtaildocs:edit wagtaildocs:delete
        delete_unused_handout
        wagtaildocs:add_multiple wagtaildocs:edit_multiple wagtaildocs:create_multiple_from_uploaded_document
        wagtaildocs:delete_multiple wagtaildocs:delete_upload_multiple wagtaildocs:document_usage
        wagtaildocs_chooser:chosen wagtaildocs_chooser:create
        wagtailimages:index wagtailimages:index_results wagtailimages:edit wagtailimages:delete delete_unused_picture
        wagtailimages:preview wagtailimages:add wagtailimages:image_usage wagtailimages:add_multiple
        wagtailimages:edit_multiple wagtailimages:create_multiple_from_uploaded_image
        wagtailimages:delete_multiple wagtailimages:delete_upload_multiple
        wagtailimages_chooser:chosen wagtailimages_chooser:create wagtailimages_chooser:select_format""",
    ),
    Listed(
        REVIEWERS,
        "what goes public or is taken away: four eyes, the author does not publish",
        """wagtailadmin_pages:delete wagtailadmin_pages:unpublish wagtailadmin_pages:move
        wagtailadmin_pages:set_page_position wagtailadmin_pages:set_privacy wagtailadmin_pages:lock
        wagtailadmin_pages:unlock wagtailadmin_pages:revisions_unschedule wagtailadmin_api:pages:action
        wagtailadmin_reports:locked_pages wagtailadmin_reports:locked_pages_results""",
    ),
    Listed(
        NOBODY,
        "the installation itself (only a superuser made on the command line): users are managed by our own pages, "
        "never by Wagtail's, which know neither roles at places nor the audit trail",
        """wagtailusers_users:index wagtailusers_users:index_results wagtailusers_users:add wagtailusers_users:edit
        wagtailusers_users:delete wagtailusers_users:history wagtailusers_users:history_results
        wagtailusers_users:usage wagtailusers_users:copy
        wagtailusers_groups:index wagtailusers_groups:index_results wagtailusers_groups:add wagtailusers_groups:edit
        wagtailusers_groups:delete wagtailusers_groups:history wagtailusers_groups:history_results
        wagtailusers_groups:usage
        wagtailsites:index wagtailsites:index_results wagtailsites:add wagtailsites:edit wagtailsites:delete
        wagtailsites:history wagtailsites:history_results wagtailsites:usage wagtailsites:copy
        wagtaillocales:index wagtaillocales:index_results wagtaillocales:add wagtaillocales:edit
        wagtaillocales:delete wagtaillocales:history wagtaillocales:history_results wagtaillocales:usage
        wagtailadmin_collections:index wagtailadmin_collections:add wagtailadmin_collections:edit
        wagtailadmin_collections:delete wagtailadmin_collections:set_privacy
        wagtailadmin_workflows:index wagtailadmin_workflows:index_results wagtailadmin_workflows:add
        wagtailadmin_workflows:enable wagtailadmin_workflows:disable wagtailadmin_workflows:edit
        wagtailadmin_workflows:usage wagtailadmin_workflows:usage_results wagtailadmin_workflows:remove
        wagtailadmin_workflows:add_task wagtailadmin_workflows:select_task_type wagtailadmin_workflows:task_index
        wagtailadmin_workflows:task_index_results wagtailadmin_workflows:edit_task
        wagtailadmin_workflows:disable_task wagtailadmin_workflows:enable_task
        wagtailsettings:edit wagtailsettings:preview_on_edit wagtailsnippets:index
        simple_translation:submit_snippet_translation
        wagtailimages:url_generator wagtailimages:url_generator_output
        wagtailadmin_pages:workflow_preview""",
    ),
    Listed(
        Roles(Role.REGISTRAR, Role.ISSUING_OFFICER),
        "the register of credentials in Wagtail's interface, to look at only (CredentialPolicy)",
        "credentials:index credentials:index_results",
    ),
)

# Views of Wagtail that admit staff and then ask for permission on the one page.
WAGTAIL_DECIDES = {"wagtailadmin_pages:move_confirm"}
# Where the rule of the view lets everybody signed in ask, but the object belongs to some.
# A file of questions on its way is its sender's alone; in the world of the matrix that is the instructor.
_FILES = "file correct columns use_saved confirm cancel again file_report outgoing fetch discard write_again"
# Only the holder shares; not even the staff who see the certificate.
_SHARING = "share_links new_share_link share_link close_share_link offline_code"
OBJECT_RULES = {
    **{f"intake:{name}": Roles(Role.INSTRUCTOR) for name in _FILES.split()},
    "certificates:credential": Roles(Role.TRAINEE, Role.REGISTRAR, Role.ISSUING_OFFICER),
    "certificates:document": Roles(Role.TRAINEE, Role.REGISTRAR, Role.ISSUING_OFFICER),
    **{f"certificates:{name}": Roles(Role.TRAINEE) for name in _SHARING.split()},
    "certificates:credential_json": Roles(Role.TRAINEE, Role.REGISTRAR, Role.ISSUING_OFFICER),
    "certificates:credential_jwt": Roles(Role.TRAINEE, Role.REGISTRAR, Role.ISSUING_OFFICER),
    "certificates:second_signature": Roles(Role.TRAINEE, Role.REGISTRAR, Role.ISSUING_OFFICER),
    "certificates:receipt": Roles(Role.TRAINEE, Role.REGISTRAR, Role.ISSUING_OFFICER),
}

RULES = {name: listed.rule for listed in LISTED for name in listed.names.split()}
