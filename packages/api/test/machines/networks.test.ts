import { describe, expect, it } from "vitest";
import { isWithin, neighbourhoodOf, networkOf } from "../../src/machines/networks.ts";

describe("a network", () => {
  it.each([
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["203.0.113.7", "203.0.113.7/32"],
    ["2001:db8::/32", "2001:db8::/32"],
    ["2001:db8::1", "2001:db8::1/128"],
    [" 0.0.0.0/0 ", "0.0.0.0/0"],
    ["::/0", "::/0"],
    ["::ffff:10.0.0.0/104", "10.0.0.0/8"],
    ["::ffff:203.0.113.7", "203.0.113.7/32"],
    ["::ffff:0:0/96", "0.0.0.0/0"],
  ])("is read with its prefix length: %s", (text, network) => {
    expect(networkOf(text)).toBe(network);
  });

  it.each([
    ...["", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.0/", "10.0.0/8", "010.0.0.1"],
    ...["example.com", "fe80::1%eth0", "10.0.0.0/8.0", "10.0.0.0-10.0.0.9", "10.0.0.0/0x8", "*"],
  ])("is not read from: %s", (text) => {
    expect(networkOf(text)).toBeNull();
  });
});

describe("an address", () => {
  it.each([
    ["10.1.2.3", ["10.0.0.0/8"]],
    ["10.1.2.3", ["10.9.9.9/8"]],
    ["::ffff:10.1.2.3", ["10.0.0.0/8"]],
    ["::ffff:a01:203", ["10.0.0.0/8"]],
    ["0:0:0:0:0:ffff:a01:203", ["10.1.2.3/32"]],
    ["2001:db8::1", ["10.0.0.0/8", "2001:db8::/32"]],
    ["fe80::1%eth0", ["fe80::/10"]],
    ["192.0.2.1", ["0.0.0.0/0", "::/0"]],
  ])("%s is within %j", (address, networks) => {
    expect(isWithin(address, networks)).toBe(true);
  });

  it.each([
    ["11.0.0.1", ["10.0.0.0/8"]],
    ["10.0.0.2", ["10.0.0.1/32"]],
    ["10.1.2.3", ["::/0"]],
    ["::ffff:10.1.2.3", ["::/0"]],
    ["2001:db8::1", ["0.0.0.0/0"]],
    ["2001:db9::1", ["2001:db8::/32"]],
    ["not an address", ["0.0.0.0/0", "::/0"]],
    [null, ["0.0.0.0/0", "::/0"]],
    ["10.1.2.3", []],
  ])("%s is not within %j", (address, networks) => {
    expect(isWithin(address, networks)).toBe(false);
  });

  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:db8::6", "2001:db8:0:0"],
    ["::1", "0:0:0:0"],
    ["1:2:3:4:5:6:7::", "1:2:3:4"],
    [null, "nowhere"],
  ])("%s stands for %s", (address, neighbourhood) => {
    expect(neighbourhoodOf(address)).toBe(neighbourhood);
  });
});
