"""Signature V3, by the example that Alibaba Cloud publishes."""

from __future__ import annotations

from shouhou.channels.sms.signing import query_of, signed


def test_published_example():
    asked = {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    headers = signed("ecs.cn-shanghai.aliyuncs.com", "RunInstances", "2014-05-26", asked, key="YourAccessKeyId", secret="YourAccessKeySecret",
                     date="2023-10-26T10:22:32Z", nonce="3156853299f313e23d1673dc12e1703d")
    assert headers["Authorization"].endswith("Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


def test_odd_characters_are_encoded_as_the_gateway_does():
    assert query_of({"b": "a b*~+/", "a": "汇吉"}) == "a=%E6%B1%87%E5%90%89&b=a%20b%2A~%2B%2F"
