import CRMCore
import Testing

@Suite struct CurrencyTests {
    /// Every word of three capital letters that is a currency.
    private static let all: [Currency] = {
        let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { String(UnicodeScalar($0)) }
        return letters.flatMap { first in
            letters.flatMap { second in letters.compactMap { Currency(first + second + $0) } }
        }
    }()

    private func codes(decimals: Int) -> [String] { Self.all.filter { $0.decimals == decimals }.map(\.code) }

    @Test func `the minor units are those of ISO 4217`() {
        #expect(
            codes(decimals: 0) == [
                "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
                "XPF",
            ])
        #expect(codes(decimals: 3) == ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
        #expect(Self.all.allSatisfy { [0, 2, 3].contains($0.decimals) })
    }

    @Test func `the currencies of trade are there and no funds, metals or test codes`() {
        #expect((150...170).contains(Self.all.count))
        for code in ["USD", "EUR", "GBP", "JPY", "CHF", "CNY", "INR", "BRL", "PLN", "HUF", "AED", "ZAR"] {
            #expect(Currency(code)?.code == code)
        }
        for code in ["XAU", "XAG", "XDR", "XTS", "XXX", "XBA", "XSU", "BOV", "CHE", "CHW", "CLF", "USN", "UYI"] {
            #expect(Currency(code) == nil)
        }
    }

    @Test(arguments: ["", "E", "EU", "EURO", "eur", "Eur", " EUR", "EUR ", "E\u{301}UR", "€", "DEM", "840", "ＥＵＲ"])
    func `what is no code is refused`(code: String) {
        #expect(Currency(code) == nil)
    }
}
