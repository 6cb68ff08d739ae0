"""Where the pages with figures are, below Wagtail's own address."""

from django.urls import path

from lms.exams.statistics.views import items, sets, upload

ADDRESSES = [
    path("", sets.SetsIndex.as_view(), name="index"),
    path("sets.csv", sets.SetsFile.as_view(), name="sets_file"),
    path("results/", upload.SendScores.as_view(), name="send"),
    path("results/<uuid:scores_uuid>/", upload.ScoresPage.as_view(), name="scores"),
    path("results/<uuid:scores_uuid>/discard/", upload.DiscardScores.as_view(), name="discard_scores"),
    path("sittings/<uuid:sitting_uuid>/", sets.ReckonSitting.as_view(), name="reckon"),
    path("sets/<uuid:set_uuid>/", sets.SetPage.as_view(), name="set"),
    path("sets/<uuid:set_uuid>/questions.csv", sets.SetItemsFile.as_view(), name="items_file"),
    path("sets/<uuid:set_uuid>/options.csv", sets.SetOptionsFile.as_view(), name="options_file"),
    path("sets/<uuid:set_uuid>/aside/", sets.SetAside.as_view(), name="set_aside"),
    path("questions/<uuid:item_uuid>/", items.ItemPage.as_view(), name="item"),
    path("questions/<uuid:item_uuid>/trend.csv", items.ItemTrendFile.as_view(), name="trend_file"),
]
