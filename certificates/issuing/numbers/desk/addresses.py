"""Addresses of pools of numbers, below those of batches."""

from django.urls import path

from certificates.issuing.numbers.desk.views import NewPoolPage, Pools, VoidTable

ADDRESSES = [
    path("pools/", Pools.as_view(), name="pools"),
    path("pools/void/", VoidTable.as_view(), name="void_numbers"),
    path("pools/new/", NewPoolPage.as_view(), name="new_pool"),
]
