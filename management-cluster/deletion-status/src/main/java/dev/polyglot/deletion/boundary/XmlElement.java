package dev.polyglot.deletion.boundary;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** An element of an answer; paths go from it down by the names of children. */
record XmlElement(Element element) {

  /**
   * @throws IOException if it is no XML, or has a document type, which no answer of AWS has
   */
  static XmlElement read(InputStream in) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return new XmlElement(factory.newDocumentBuilder().parse(in).getDocumentElement());
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("the answer is not as expected: " + e.getMessage(), e);
    }
  }

  /** All elements at a path. */
  List<XmlElement> all(String... path) {
    Stream<XmlElement> found = Stream.of(this);
    for (String name : path) {
      found = found.flatMap(parent -> parent.children(name));
    }
    return found.toList();
  }

  /** The text of the first element at a path; empty if there is none. */
  String text(String... path) {
    return all(path).stream()
        .findFirst()
        .map(found -> found.element().getTextContent().strip())
        .orElse("");
  }

  private Stream<XmlElement> children(String name) {
    NodeList children = element.getChildNodes();
    return IntStream.range(0, children.getLength())
        .mapToObj(children::item)
        .filter(Element.class::isInstance)
        .map(Element.class::cast)
        .filter(child -> child.getTagName().equals(name))
        .map(XmlElement::new);
  }
}
