@echo off
rem The command list of this repository, for Windows; see hub for the reasons.
setlocal
set HUB_STARTED_IN=%CD%
cd /d "%~dp0"
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
set MSBUILDDISABLENODEREUSE=1
set DOTNET_CLI_USE_MSBUILD_SERVER=0
set UseSharedCompilation=false

where dotnet >nul 2>nul || (echo hub: dotnet is missing: install the .NET SDK 10 ^(https://dotnet.microsoft.com/download^) 1>&2 & exit /b 1)
dotnet --list-sdks | findstr /b "10." >nul || (echo hub: the .NET SDK 10 is missing: install it ^(https://dotnet.microsoft.com/download^) 1>&2 & exit /b 1)
for %%c in (run test demo simulate fhir-model) do if "%~1"=="%%c" (
  where node >nul 2>nul || (echo hub: node is missing: install Node.js 20 or later ^(https://nodejs.org^) 1>&2 & exit /b 1)
  where npm >nul 2>nul || (echo hub: npm is missing: it comes with Node.js ^(https://nodejs.org^) 1>&2 & exit /b 1)
  node -e "process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)" || (echo hub: node is too old: install Node.js 20 or later 1>&2 & exit /b 1)
)

if not exist artifacts\hub mkdir artifacts\hub
dotnet build tools\hub -c Release -o artifacts\hub -v quiet -nologo >artifacts\hub\build.log 2>&1 || (type artifacts\hub\build.log 1>&2 & echo hub: tools\hub doesn't build, see above 1>&2 & exit /b 1)
dotnet artifacts\hub\hub.dll %*
exit /b %ERRORLEVEL%
