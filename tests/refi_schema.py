"""The parts of the published REFI-QDA 1.0 schemas that an export uses, as lxml checks them.

Element order, attributes, their types and which are required are those of Project.xsd and Codebook.xsd
(www.qdasoftware.org, 2019). What an export never writes (cases, variables, pictures, sound, sets) is left
out, so that its appearance would be a failure.
"""

from lxml import etree

PATTERN = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
SIMPLE = f"""
<simpleType name="GUID"><restriction base="token"><pattern value="{PATTERN}"/></restriction></simpleType>
<simpleType name="RGB"><restriction base="token">
 <pattern value="#([A-Fa-f0-9]{{6}}|[A-Fa-f0-9]{{3}})"/></restriction></simpleType>
"""
CODES = """
<complexType name="Codes"><sequence><element name="Code" type="q:Code" maxOccurs="unbounded"/></sequence>
</complexType>
<complexType name="Code"><sequence>
 <element name="Description" type="string" minOccurs="0"/>
 <element name="Code" type="q:Code" minOccurs="0" maxOccurs="unbounded"/></sequence>
 <attribute name="guid" type="q:GUID" use="required"/><attribute name="name" type="string" use="required"/>
 <attribute name="isCodable" type="boolean" use="required"/><attribute name="color" type="q:RGB"/>
</complexType>
"""
MADE = """
<attributeGroup name="made">
 <attribute name="guid" type="q:GUID" use="required"/><attribute name="creatingUser" type="q:GUID"/>
 <attribute name="creationDateTime" type="dateTime"/></attributeGroup>
"""
PROJECT = """
<element name="Project"><complexType><sequence>
 <element name="Users"><complexType><sequence><element name="User" maxOccurs="unbounded"><complexType>
  <attribute name="guid" type="q:GUID" use="required"/><attribute name="name" type="string"/>
  <attribute name="id" type="string"/></complexType></element></sequence></complexType></element>
 <element name="CodeBook"><complexType><sequence><element name="Codes" type="q:Codes"/></sequence>
  </complexType></element>
 <element name="Sources" minOccurs="0"><complexType><sequence>
  <element name="TextSource" type="q:TextSource" maxOccurs="unbounded"/></sequence></complexType></element>
 </sequence>
 <attribute name="name" type="string" use="required"/><attribute name="origin" type="string"/>
 <attribute name="creationDateTime" type="dateTime"/>
</complexType></element>
<complexType name="TextSource"><sequence>
 <element name="Description" type="string" minOccurs="0"/>
 <element name="PlainTextSelection" minOccurs="0" maxOccurs="unbounded"><complexType><sequence>
  <element name="Description" type="string" minOccurs="0"/>
  <element name="Coding" minOccurs="0" maxOccurs="unbounded"><complexType><sequence>
   <element name="CodeRef"><complexType>
    <attribute name="targetGUID" type="q:GUID" use="required"/></complexType></element></sequence>
   <attributeGroup ref="q:made"/></complexType></element></sequence>
  <attribute name="name" type="string"/>
  <attribute name="startPosition" type="integer" use="required"/>
  <attribute name="endPosition" type="integer" use="required"/>
  <attributeGroup ref="q:made"/></complexType></element></sequence>
 <attribute name="name" type="string"/><attribute name="plainTextPath" type="string"/>
 <attributeGroup ref="q:made"/></complexType>
"""
CODEBOOK = """
<element name="CodeBook"><complexType><sequence><element name="Codes" type="q:Codes"/></sequence>
 <attribute name="origin" type="string"/></complexType></element>
"""


def _schema(namespace: str, *parts: str) -> etree.XMLSchema:
    head = (
        f'<schema xmlns="http://www.w3.org/2001/XMLSchema" xmlns:q="{namespace}"'
        f' targetNamespace="{namespace}" elementFormDefault="qualified">'
    )
    return etree.XMLSchema(etree.fromstring("".join([head, SIMPLE, CODES, *parts, "</schema>"])))


PROJECT_SCHEMA = _schema("urn:QDA-XML:project:1.0", MADE, PROJECT)
CODEBOOK_SCHEMA = _schema("urn:QDA-XML:codebook:1.0", CODEBOOK)
