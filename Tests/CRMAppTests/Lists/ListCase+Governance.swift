/// Lists of this area.
extension ListCase {
    static let keys = "/api/api-keys"
    static let imports = "/api/imports"

    static let governanceCases: [ListCase] = governanceSorts.flatMap { $0 } + governanceFilters

    private static let governanceSorts: [[ListCase]] = [
        both(keys, "createdAt", "api_keys_by_creation"),
        both(keys, "updatedAt", "api_keys_by_change"),
        both(imports, "createdAt", "imports_by_creation"),
        both(imports, "updatedAt", "imports_by_change"),
    ]

    private static let governanceFilters: [ListCase] = [
        ListCase(keys, "createdAfter=2020-01-01", "api_keys_by_creation"),
        ListCase(keys, "createdBefore=2030-01-01", "api_keys_by_creation"),
        ListCase(keys, "updatedAfter=2023-11-14T22:14:00Z&sort=updatedAt", "api_keys_by_change"),
        ListCase(imports, "kind=customers", nil, isSorted: true),
        ListCase(imports, "state=ready", nil, isSorted: true),
        ListCase(imports, "createdAfter=2020-01-01", "imports_by_creation"),
        ListCase(imports, "createdBefore=2030-01-01", "imports_by_creation"),
        ListCase(imports, "updatedAfter=2020-01-01&sort=updatedAt", "imports_by_change"),
    ]
}
