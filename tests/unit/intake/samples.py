"""A line of every brand and of every form, as in the vendors' documents; all invented.

Each is about one packet or session; most of them tell of 198.51.100.9:40000 knocking at 192.0.2.20:23.
"""

from __future__ import annotations

from typing import Final


def _lines(table: str) -> tuple[tuple[str, str], ...]:
    """Brand and line, by turns."""
    rows = [row.strip() for row in table.strip().split("\n")]
    return tuple((brand, line.replace("␉", "\t")) for brand, line in zip(rows[::2], rows[1::2], strict=True))


BRANDS: Final = _lines(r"""
fortigate
    <189>date=2031-01-05 time=10:00:00 devname="fw1" devid="FGT00X0000000001" eventtime=1925341200000000000 tz="+0900" logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=192.0.2.10 srcport=51000 srcintf="lan" dstip=198.51.100.7 dstport=443 dstintf="wan1" sessionid=7 proto=6 action="close" policyid=3 service="HTTPS" duration=9 sentbyte=1200 rcvdbyte=5400
cisco_asa
    <166>Jan 05 2031 10:00:00 edge1 : %ASA-6-302013: Built outbound TCP connection 42 for outside:198.51.100.7/443 (198.51.100.7/443) to inside:192.0.2.10/51000 (198.51.100.200/51000)
cisco_ios
    <190>77: rt1: .Jan  5 10:00:00.120 JST: %SEC-6-IPACCESSLOGP: list EDGE-IN denied tcp 198.51.100.9(40000) -> 192.0.2.20(23), 1 packet
palo_alto
    <14>Jan  5 10:00:00 pa1 1,2031/01/05 10:00:00,000000000001,TRAFFIC,end,2561,2031/01/05 10:00:00,192.0.2.10,198.51.100.7,198.51.100.200,198.51.100.7,out-web,corp\ann,,ssl,vsys1,trust,untrust,ae1,ae2,lf1,2031/01/05 10:00:00,99,1,51000,443,33000,443,0x400053,tcp,allow,900,400,500,9,2031/01/05 09:59:51,8,any,,5,0x0
juniper
    <14>1 2031-01-05T10:00:00.100+09:00 srx1 RT_FLOW - RT_FLOW_SESSION_DENY [junos@2636.1.1.1.2.1 source-address="2001:db8::10" source-port="51000" destination-address="2001:db8:1::7" destination-port="22" service-name="junos-ssh" protocol-id="6" icmp-type="0" policy-name="no-ssh" source-zone-name="trust" destination-zone-name="untrust"]
check_point
    <134>1 2031-01-05T01:00:00Z cp1 CheckPoint 800 - [action:"Drop"; ifdir:"inbound"; ifname:"eth0"; loguid:"{0x1,0x2,0x3,0x4}"; origin:"192.0.2.254"; time:"1925341200"; version:"5"; dst:"192.0.2.20"; proto:"6"; rule:"9"; rule_name:"Cleanup"; s_port:"40000"; service:"23"; src:"198.51.100.9"; ]
sonicwall
    <134> id=firewall sn=00AA00AA00AA time="2031-01-05 01:00:00 UTC" fw=198.51.100.200 pri=6 c=1024 m=537 msg="Connection Closed" n=5 src=192.0.2.10:51000:X0 dst=198.51.100.7:443:X1 proto=tcp/https sent=400 rcvd=900
watchguard
    <140>Jan  5 10:00:00 wg1 800000000000 (2031-01-05T01:00:00) firewall: msg_id="3000-0148" Deny 0-External Firebox 52 tcp 20 113 198.51.100.9 198.51.100.200 40000 23 offset 8 S 1 win 32 (Unhandled External Packet-00)
sophos
    <30>device="SFW" date=2031-01-05 time=10:00:00 timezone="JST" device_name="XG0" device_id=S0001 log_id=010102600002 log_type="Firewall" log_component="Firewall Rule" log_subtype="Denied" status="Deny" priority=Information fw_rule_id=4 in_interface="Port2" src_ip=198.51.100.9 dst_ip=192.0.2.20 protocol="TCP" src_port=40000 dst_port=23 sent_bytes=0 recv_bytes=0
stormshield
    <13>1 2031-01-05T10:00:00+09:00 sns1 asqd - - - id=firewall time="2031-01-05 10:00:00" fw="sns1" tz=+0900 startime="2031-01-05 10:00:00" pri=5 slotlevel=2 ruleid=7 srcif="Ethernet0" srcifname="out" ipproto=tcp proto=telnet src=198.51.100.9 srcport=40000 dst=192.0.2.20 dstport=23 ipv=4 action=block logtype="filter"
barracuda
    <14>Jan  5 10:00:00 cgf1 box_Firewall_Activity: Security cgf1 Block: type=FWD|proto=TCP|srcIF=p2|srcIP=198.51.100.9|srcPort=40000|srcMAC=|dstIP=192.0.2.20|dstPort=23|dstService=telnet|dstIF=|rule=in-deny|info=Rule|srcNAT=0.0.0.0|dstNAT=0.0.0.0|duration=0|count=1|receivedBytes=0|sentBytes=0
clavister
    <134>[2031-01-05 10:00:00] EFW: RULE: prio=3 id=06000051 rev=1 event=ruleset_drop_packet action=drop rule=Default_Rule recvif=wan srcip=198.51.100.9 destip=192.0.2.20 ipproto=TCP srcport=40000 destport=23
forcepoint
    <6>CEF:0|FORCEPOINT|Firewall|6.10.0|70019|Connection_Discarded|0|dvc=192.0.2.254 src=198.51.100.9 dst=192.0.2.20 proto=6 spt=40000 dpt=23 act=Discard rt=Jan 05 2031 10:00:00 cs1Label=RuleID cs1=12.1
netfilter
    <4>Jan  5 10:00:00 gw kernel: [88.1] DROP-IN IN=eth0 OUT= MAC=00:00:5e:00:53:01:00:00:5e:00:53:02:08:00 SRC=198.51.100.9 DST=192.0.2.20 LEN=60 TOS=0x00 PREC=0x00 TTL=51 ID=1 DF PROTO=TCP SPT=40000 DPT=23 WINDOW=64240 RES=0x00 SYN URGP=0
yamaha
    <134>LAN2 Rejected at IN(101099) filter: TCP 198.51.100.9:40000 > 192.0.2.20:23
yamaha
    <134>[INSPECT] PP[01][out][101080] TCP 2001:db8::10.51000 > 2001:db8:1::7.443 (2031/01/05 10:00:00)
seil
    <142>Jan  5 10:00:00 seil1 filter: pppoe0 @0:3[telnet-in] block 198.51.100.9,40000 -> 192.0.2.20,23 PR tcp len 60 20/40 in
nec_ix
    <134>FLT.001: BLOCK tcp 198.51.100.9:40000 > 192.0.2.20:23, match deny-in, GigaEthernet0.0 in
fujitsu_sir
    <134>Jan  5 10:00:00 sir1 protect: lan 0 ip filter 3 reject tcp 198.51.100.9:40000 -> 192.0.2.20:23
alaxala
    <190>2031/01/05 10:00:00 JST 2-1(A) S6 ACLLOG 2d000004 00 00000000002f denied:(30)udp 198.51.100.9(40000)(Ethernet2/3) -> 192.0.2.20(161), 4 packets
allied_telesis
    <6>Jan  5 10:00:00 awp1 kernel: Firewall rule 20: DENY IN=eth1 OUT=vlan1 SRC=198.51.100.9 DST=192.0.2.20 LEN=60 TTL=51 PROTO=TCP SPT=40000 DPT=23
pfsense
    <134>Jan  5 10:00:00 pf1 filterlog[77]: 5,,,1000000103,igb0,match,block,in,4,0x0,,51,1,0,DF,6,tcp,60,198.51.100.9,192.0.2.20,40000,23,0,S,1,,64240,,
mikrotik
    <134>Jan  5 10:00:00 mt1 firewall,info DROP input: in:ether1 out:(unknown 0), src-mac 00:00:5e:00:53:02, proto TCP (SYN), 198.51.100.9:40000->192.0.2.20:23, len 60
century_nxr
    <4>Jan  5 10:00:00 nxr120 kernel: lan-in DROP IN=eth0 OUT= SRC=198.51.100.9 DST=192.0.2.20 LEN=60 TTL=51 PROTO=TCP SPT=40000 DPT=23
""")
FORMS: Final = _lines(r"""
cef
    <134>Jan  5 10:00:00 fw1 CEF:0|Example|Wall|1.0|100|connection blocked|5|rt=1925341200000 src=198.51.100.9 spt=40000 dst=192.0.2.20 dpt=23 proto=TCP act=blocked
leef
    <134>Jan  5 10:00:00 fw1 LEEF:1.0|Example|Wall|1.0|deny|src=198.51.100.9␉srcPort=40000␉dst=192.0.2.20␉dstPort=23␉proto=TCP␉action=blocked
json_lines
    <134>Jan  5 10:00:00 fw1 {"src_ip": "198.51.100.9", "src_port": 40000, "dst_ip": "192.0.2.20", "dst_port": 23, "proto": "tcp", "action": "deny"}
key_value
    <134>Jan  5 10:00:00 fw1 src=198.51.100.9 sport=40000 dst=192.0.2.20 dport=23 proto=tcp action=deny
generic
    <134>Jan  5 10:00:00 fw1 packet denied tcp 198.51.100.9:40000 -> 192.0.2.20:23
""")
SAMPLES: Final = BRANDS + FORMS
