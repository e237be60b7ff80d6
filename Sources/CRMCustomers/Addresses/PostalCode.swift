import CRMCore
import CRMPlatform

/// What postal codes look like, country by country.
enum PostalCode {
    /// Characters of a postal code anywhere.
    static let length = 16

    /// The shapes of a country's codes: `9` is a digit, `A` a letter, everything else itself. Spaces and hyphens are
    /// written as people do and do not count. Other countries have no codes, or none that are known here.
    ///
    /// Source: the countries' own posts, as the Universal Postal Union lists them (S42).
    static let shapes: [String: [String]] = [
        "AD": ["AD999", "999"], "AR": ["9999", "A9999AAA"], "AT": ["9999"], "AU": ["9999"], "BE": ["9999"],
        "BG": ["9999"], "BR": ["99999-999"], "CA": ["A9A 9A9"], "CH": ["9999"], "CN": ["999999"], "CO": ["999999"],
        "CY": ["9999"], "CZ": ["999 99"], "DE": ["99999"], "DK": ["9999"], "EE": ["99999"], "EG": ["99999"],
        "ES": ["99999"], "FI": ["99999"], "FO": ["999"], "FR": ["99999"],
        "GB": ["A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA", "GIR 0AA"], "GR": ["999 99"],
        "HR": ["99999"], "HU": ["9999"], "ID": ["99999"], "IE": ["A99 XXXX", "D6W XXXX"], "IL": ["9999999", "99999"],
        "IN": ["999 999"], "IS": ["999"], "IT": ["99999"], "JP": ["999-9999"], "KR": ["99999"], "LI": ["9999"],
        "LT": ["99999", "LT-99999"], "LU": ["9999", "L-9999"], "LV": ["9999", "LV-9999"], "MC": ["99999"],
        "MT": ["AAA 9999", "AAA 999", "AAA 99"], "MX": ["99999"], "MY": ["99999"], "NL": ["9999 AA"], "NO": ["9999"],
        "NZ": ["9999"], "PE": ["99999"], "PH": ["9999"], "PL": ["99-999"], "PT": ["9999-999", "9999"],
        "RO": ["999999"], "RS": ["99999"], "RU": ["999999"], "SA": ["99999", "99999-9999"],
        "SE": ["999 99", "SE-999 99"],
        "SG": ["999999"], "SI": ["9999", "SI-9999"], "SK": ["999 99"], "SM": ["99999"], "TH": ["99999"],
        "TR": ["99999"], "TW": ["999", "99999", "999999"], "UA": ["99999"], "US": ["99999", "99999-9999"],
        "VA": ["99999"], "VN": ["999999", "99999"], "ZA": ["9999"],
    ]

    /// In capitals, as it is kept.
    static func normalised(_ text: String) -> String { text.uppercased() }

    /// Throws ``InvalidRequest`` unless the code can be one of the country.
    static func check(_ code: String, of country: Country) throws {
        guard let shapes = shapes[country.code] else { return try checkSigns(code) }
        guard !shapes.contains(where: { fits(code, $0) }) else { return }
        throw refusal("must be a postal code of \(country.code), such as \(example(shapes[0]))")
    }

    private static func checkSigns(_ code: String) throws {
        let isPlain = code.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                || [" ", "-"].contains(scalar)
        }
        if !isPlain { throw refusal("must be letters and digits with spaces and hyphens") }
    }

    private static func fits(_ code: String, _ shape: String) -> Bool {
        let (code, shape) = (signs(code), signs(shape))
        return code.count == shape.count && zip(code, shape).allSatisfy(fits)
    }

    private static func fits(_ sign: UInt8, _ place: UInt8) -> Bool {
        let isDigit = (48...57).contains(sign)
        let isLetter = (65...90).contains(sign)
        return switch place {
        case UInt8(ascii: "9"): isDigit
        case UInt8(ascii: "A"): isLetter
        case UInt8(ascii: "X"): isDigit || isLetter
        default: sign == place
        }
    }

    private static func signs(_ text: String) -> [UInt8] { text.utf8.filter { $0 != 32 && $0 != 45 } }

    private static func example(_ shape: String) -> String {
        shape.replacing("9", with: "1").replacing("X", with: "K")
    }

    private static func refusal(_ detail: String) -> InvalidRequest {
        InvalidRequest([FieldError(pointer: "/postalCode", code: "field.format", detail: detail)])
    }
}
