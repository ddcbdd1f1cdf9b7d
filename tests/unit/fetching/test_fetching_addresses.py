"""What may be asked for: which URLs, which network addresses."""

from ipaddress import ip_address, ip_network

import httpx
import pytest

from pipelines.fetching import NotFetchedError
from pipelines.fetching.addresses import addresses_of, checked_url, is_public
from pipelines.settings import Settings


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "192.0.0.192",
        "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "168.63.129.16", "100.100.100.200", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1",
        "2001:0:a00:1::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254",
        "fe80::1", "fe80::1%eth0", "2606:4700::1%eth0", "fec0::1", "ff02::1", "ff0e::1",
    ],
)  # fmt: skip
def test_an_address_of_ones_own_network_or_of_none_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_no_network_but_the_internet_is_fetched_from_unless_it_is_named() -> None:
    assert Settings().fetch_networks == ()
    with pytest.raises(NotFetchedError) as refused:
        addresses_of("desk.example", 1, lambda host, seconds: ["127.0.0.1", "10.0.0.9"])
    assert refused.value.reason_code == "private_address"
    assert "127.0.0.1, 10.0.0.9" in refused.value.advice
    named = Settings.model_validate({"fetch_networks": "10.0.0.0/8, fd00::/8"}).fetch_networks
    assert named == (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    assert addresses_of("desk.example", 1, lambda host, seconds: ["127.0.0.1", "10.0.0.9"], named) == ["10.0.0.9"]


def test_of_mixed_answers_the_public_ones_alone_are_connected_to() -> None:
    assert addresses_of("a.example", 1, lambda host, seconds: ["10.0.0.9", "8.8.8.8"]) == ["8.8.8.8"]


def test_a_name_without_an_address_is_said_so() -> None:
    def fails(host: str, seconds: float) -> list[str]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(NotFetchedError, match="unknown_host: has no address"):
        addresses_of("nowhere.example", 1, fails)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://news.example/a", "http:// or https://"),
        ("file:///etc/passwd", "http:// or https://"),
        ("gopher://news.example/", "http:// or https://"),
        ("news.example/a", "http:// or https://"),
        ("http:///a", "names no host"),
        ("http://reader:secret@news.example/", "user name or password"),
        ("http://news.example:22/", "port 22"),
        ("http://news.example:99999999/", "port 99999999"),
        ("http://news.example/a\r\nX-Own: 1", "no address"),
        ("http://news.example/" + "a" * 3000, "longer than"),
        ("", "http:// or https://"),
    ],
)
def test_what_is_no_address_of_a_page_is_refused_with_its_reason(url: str, problem: str) -> None:
    with pytest.raises(NotFetchedError, match="bad_url") as refused:
        checked_url(url)
    assert problem in refused.value.advice
    assert "secret" not in refused.value.advice


def test_a_url_is_read_without_its_fragment_and_relative_to_its_base() -> None:
    assert str(checked_url("http://news.example/a#b")) == "http://news.example/a"
    assert str(checked_url("../c", httpx.URL("https://news.example/a/b"))) == "https://news.example/c"
    assert checked_url("http://bücher.example/").host == "bücher.example"
