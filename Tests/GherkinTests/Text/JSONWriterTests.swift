import Gherkin
import Testing

@Suite("the JSON writer")
struct JSONWriterTests {
    @Test("objects and arrays nest, with commas between and none at the ends")
    func nesting() {
        var writer = JSONWriter()
        writer.object { object in
            object.field("a", 1)
            object.field("b", ["x", "y"])
            object.key("c")
            object.array { array in
                array.object { _ in }
                array.array { _ in }
                array.value(true)
            }
            object.optional("d", nil as String?)
            object.field("e", "z")
        }
        #expect(writer.text == #"{"a":1,"b":["x","y"],"c":[{},[],true],"e":"z"}"#)
    }

    @Test("quotation marks, backslashes and control characters are escaped, all else is not")
    func escapes() {
        var writer = JSONWriter()
        writer.value("\"\\/\n\r\t\u{8}\u{C}\u{1}\u{1F}é😀\u{2028}")
        #expect(writer.text == "\"\\\"\\\\/\\n\\r\\t\\b\\f\\u0001\\u001fé😀\u{2028}\"")
    }

    @Test("one message a line")
    func lines() {
        var writer = JSONWriter()
        for number in 1...2 {
            writer.value(number)
            writer.endLine()
        }
        #expect(writer.text == "1\n2\n")
    }
}
