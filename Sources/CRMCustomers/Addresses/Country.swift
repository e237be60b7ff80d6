package import CRMCore
package import CRMDatabase
package import CRMPlatform

/// A country of ISO 3166-1, by its alpha-2 code.
package struct Country: Sendable, Hashable {
    /// In capitals: `DE`.
    package let code: String

    /// Nil when the text is no code that ISO 3166-1 has assigned.
    package init?(_ code: String) {
        guard Country.known.contains(code) else { return nil }
        self.code = code
    }

    /// Every code, in the order of the alphabet.
    package static let codes = """
        AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ \
        CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO \
        FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE \
        JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO \
        MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW \
        PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM \
        TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
        """.split(separator: " ").map(String.init)

    private static let known = Set(codes)
}

extension Country: SQLBindable, SQLDecodable {
    package static var sqlType: SQLType { .text }
    package var sqlValue: SQLValue { .text(code) }
    package static func read(_ source: any RowSource, _ index: Int) throws -> Country {
        let text = try source.text(index)
        guard let country = Country(text) else { throw DatabaseError.corrupt("\(text) is no country") }
        return country
    }
}

extension Country: JSONEncodable {
    package static var schema: Schema { .oneOf(codes) }
    package func write(to writer: inout JSONWriter) { writer.string(code) }
}

extension Codec where Value == Country {
    static var country: Codec {
        .string(
            .oneOf(Country.codes), placeholder: Country("DE").unsafelyUnwrapped, code: "field.unknown_value",
            expectation: "a country code of ISO 3166-1 alpha-2 in capitals, such as DE"
        ) { Country($0) }
    }
}
